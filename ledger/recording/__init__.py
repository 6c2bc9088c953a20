"""From a submission to a durable entry: intake, order of steps, recorder, checkpoints, anchors."""
