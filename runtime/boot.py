"""How the client starts its processes: python -I boot.py ROOT FOLDERS MODULE ARGUMENT..., each its own beside Blender.

-I keeps the user's environment out, but with it Python sees neither this package nor the extensions' other packages.
So their folders are handed over: ROOT holds this package, and FOLDERS, a JSON list, the others. sys.path is set in this
process only, never in Blender's.
"""

import json
import runpy
import sys

root, folders, module = sys.argv[1:4]
del sys.argv[1:4]
sys.path.insert(0, root)
sys.path += [folder for folder in json.loads(folders) if folder not in sys.path]
runpy.run_module(module, run_name="__main__", alter_sys=True)
