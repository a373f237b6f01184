"""How the client starts the runtime: python -I boot.py ROOT FOLDERS ARGUMENT..., a process of its own beside Blender.

-I keeps the user's environment out, but with it Python sees neither this package nor the extensions' other packages.
So their folders are handed over: ROOT holds this package, and FOLDERS, a JSON list, the others. sys.path is set in this
process only, never in Blender's.
"""

import json
import runpy
import sys

root, folders = sys.argv[1:3]
del sys.argv[1:3]
sys.path.insert(0, root)
sys.path += [folder for folder in json.loads(folders) if folder not in sys.path]
runpy.run_module("runtime", run_name="__main__", alter_sys=True)
