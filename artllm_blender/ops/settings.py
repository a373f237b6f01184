"""What the preferences say, and the model's process as they want it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import bpy

from .. import client
from ..client.weights import fault

PROVIDERS = {"AUTO": "", "CPU": "CPUExecutionProvider"}
ADDON = __package__.rpartition(".artllm_blender")[0] or "artllm_blender"


def preferences(context: bpy.types.Context) -> bpy.types.AddonPreferences | None:
    """The add-on's; None where it was registered without being installed."""
    addon = context.preferences.addons.get(ADDON)
    return addon and addon.preferences


def runtime(context: bpy.types.Context) -> client.Runtime:
    """The runtime, as the preferences want it."""
    model, settings = client.runtime(), preferences(context)
    if settings:
        model.configure(PROVIDERS[settings.provider], _log_folder(settings), _weights(settings), settings.threads)
    return model


@dataclass(frozen=True)
class LanguageModel:
    """A server that the artist chose. address: as of OpenAI's protocol, up to /v1. pictures: whether they are sent."""

    address: str
    model: str
    key: str = ""
    pictures: bool = False


def language_model(context: bpy.types.Context) -> LanguageModel | None:
    """The language model to ask; None where the artist wants none."""
    settings = preferences(context)
    if settings is None or not settings.use_language_model:
        return None
    return LanguageModel(
        settings.language_url, settings.language_model, settings.language_key, settings.language_pictures
    )


def device() -> str:
    """What the model runs on, and why on nothing faster; empty before it ran."""
    model = client.runtime()
    return ". ".join(filter(None, (model.provider.removesuffix("ExecutionProvider"), model.provider_note)))


def log_folder(context: bpy.types.Context) -> Path:
    """Where the model's process keeps its log."""
    settings = preferences(context)
    return settings and _log_folder(settings) or client.runtime().log_folder


def weights_fault(context: bpy.types.Context) -> str:
    """In a sentence what is wrong with the folder of weights that was chosen; empty where nothing is, or none was."""
    settings = preferences(context)
    folder = settings and _weights(settings)
    return fault(folder) if folder else ""


def _weights(settings: bpy.types.AddonPreferences) -> Path | None:
    return Path(bpy.path.abspath(settings.weights_folder)) if settings.weights_folder else None


def _log_folder(settings: bpy.types.AddonPreferences) -> Path | None:
    """The folder that was chosen or, where this is installed as an extension, the one that Blender keeps for it."""
    if settings.log_folder:
        return Path(bpy.path.abspath(settings.log_folder))
    return Path(bpy.utils.extension_path_user(ADDON)) if ADDON.startswith("bl_ext.") else None
