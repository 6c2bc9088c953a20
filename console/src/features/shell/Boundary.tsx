import { Component, type ReactNode } from "react";
import { Failed } from "../shared/States";

interface State {
  error: unknown;
}

/** A page that breaks says so and leaves the rest of the console standing. */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Failed error={error} retry={() => window.location.reload()} />;
  }
}
