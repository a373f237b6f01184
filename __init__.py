"""The extension's entry: Blender imports the folder that holds blender_manifest.toml."""

if __package__:  # pytest imports this file too, but not as part of a package
    from .artllm_blender import register, unregister

    __all__ = ["register", "unregister"]
