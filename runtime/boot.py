"""How the client starts its processes, each its own beside Blender:

    python -I boot.py ROOT FOLDERS MODULE ARGUMENT...
    blender --background --python boot.py -- ROOT FOLDERS MODULE ARGUMENT...

-I keeps the user's environment out, but with it Python sees neither this package nor the extensions' other packages.
So their folders are handed over: ROOT holds this package, and FOLDERS, a JSON list, the others. sys.path is set in this
process only, never in the artist's Blender.

NumPy's products are small there: threads that share one cost more than they save, most of all where other programs have
the cores, and how many share it shows in the last bits of what is written. A second Blender is left as the first is,
so that it writes the same.
"""

import json
import os
import runpy
import sys

first = sys.argv.index("--") + 1 if "--" in sys.argv else 1
root, folders, module = sys.argv[first : first + 3]
del sys.argv[1 : first + 3]
sys.path.insert(0, root)
sys.path += [folder for folder in json.loads(folders) if folder not in sys.path]
if "bpy" not in sys.modules:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
runpy.run_module(module, run_name="__main__", alter_sys=True)
