"""Measurements that print figures. None of them asserts; what they print stands in docs beside the command."""
