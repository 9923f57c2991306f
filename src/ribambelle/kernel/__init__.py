"""What all rooms stand on: periods, half-days, tables in and out, registries. No business."""
