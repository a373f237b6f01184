"""The model's process: a mesh comes in by the wire, an articulation goes out. Never imports Blender."""

import os

# Since 1.29 ONNX Runtime sends its maker what it runs and on what, and keeps a number for the user, unless this is set
# before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
