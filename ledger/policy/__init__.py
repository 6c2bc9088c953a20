"""What the agreed terms and the 政务数据共享条例 say about an exchange: decisions, duties, order, alerts, attribution.

Pure: values in, values out. Nothing here punishes, approves, or takes an unknown for a yes.
"""
