"""The language model of the preferences, played by a server of the tests' own that speaks OpenAI's protocol."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import bpy
import pytest
from desk_lamp import lamp, mug
from places import ROOT

from artllm_blender.core.errors import InputError
from artllm_blender.core.words.model_answer import understood
from artllm_blender.ops import ask_model
from artllm_blender.ops.settings import LanguageModel
from artllm_blender.scene.pose.words import described
from artllm_blender.scene.rig.read_rig import read_rig

AIM = {"steps": [{"kind": "aim", "parts": [3], "goal": "set", "target": "Mug"}]}


class Stub(HTTPServer):
    """Answers chat completions with what it was given, in order, and keeps what it was asked."""

    def __init__(self, answers: list[str]):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.asked = answers, []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("Authorization"), body))
        reply = {"choices": [{"message": {"role": "assistant", "content": self.server.answers.pop(0)}}]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(reply).encode())

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def stub(addon, monkeypatch):
    """A server, the model of the preferences while Blender is online."""
    armature = lamp()
    mug((0.5, 0.3, 0.05))
    bpy.context.view_layer.objects.active = armature
    server = Stub([])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = LanguageModel(f"http://127.0.0.1:{server.server_port}/v1", "tiny", "secret", True)
    monkeypatch.setattr(ask_model, "language_model", lambda context: settings)
    bpy.context.preferences.system.use_online_access = True
    yield server
    bpy.context.preferences.system.use_online_access = False
    server.shutdown()
    server.server_close()


def saying():
    return bpy.context.window_manager.artllm.saying


def test_it_is_asked_for_parts_and_then_for_places_and_nothing_moves_until_carried_out(stub):
    stub.answers = [json.dumps(AIM), json.dumps({"region": "opening"})]
    saying().text = "let it shine on my coffee"
    assert bpy.ops.artllm.ask_model() == {"FINISHED"}
    assert [step.name for step in saying().steps] == ["aim Head at Mug"]
    rig = bpy.context.object
    assert len(rig.artllm_constraints) == 0
    (path, key, first), (_, _, second) = stub.asked
    assert (path, key, first["model"]) == ("/v1/chat/completions", "Bearer secret", "tiny")
    words, picture = first["messages"][1]["content"]
    assert "3: Head" in words["text"] and "shine on my coffee" in words["text"] and "Mug" in words["text"]
    assert picture["image_url"]["url"].startswith("data:image/png;base64,")
    assert "Part: Head" in second["messages"][1]["content"][0]["text"]
    bpy.ops.artllm.do_steps()
    assert [(one.name, one.region) for one in rig.artllm_constraints] == [("Head aims at Mug", "opening")]


@pytest.mark.parametrize(
    "answer",
    [
        "import os",
        "[]",
        json.dumps({"steps": [AIM["steps"][0] | {"parts": [9]}]}),
        json.dumps({"steps": [AIM["steps"][0] | {"code": "x"}]}),
        json.dumps({"steps": [AIM["steps"][0] | {"kind": "fly"}]}),
        json.dumps({"steps": [AIM["steps"][0] | {"parts": ["3"]}]}),
        json.dumps({"steps": [{"kind": "value", "parts": [2], "goal": "open", "measure": "miles", "amount": 1}]}),
        json.dumps({"steps": "none"}),
        '{"steps": [{"kind": "value", "parts": [2], "goal": "open", "measure": "angle", "amount": NaN}]}',
    ],
)
def test_an_answer_that_is_not_in_the_schema_is_refused(addon, answer):
    words = described(read_rig(lamp()), bpy.context.evaluated_depsgraph_get())
    with pytest.raises(InputError):
        understood(answer, words, "x")


def test_a_server_that_is_not_there_is_an_error_in_words(stub, monkeypatch):
    monkeypatch.setattr(ask_model, "language_model", lambda context: LanguageModel("http://127.0.0.1:9/v1", "tiny"))
    saying().text = "open it"
    with pytest.raises(RuntimeError, match="gave no answer"):
        bpy.ops.artllm.ask_model()


OFFLINE = """
import sys
import bpy
def hook(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "subprocess.")):
        print("forbidden", event)
sys.addaudithook(hook)
sys.path.insert(0, "tests")
import artllm_blender
from artllm_blender.ops import ask_model
from artllm_blender.ops.settings import LanguageModel
from desk_lamp import lamp
artllm_blender.register()
bpy.context.view_layer.objects.active = lamp()
bpy.context.window_manager.artllm.saying.text = "tilt the arm"
bpy.context.preferences.system.use_online_access = False
poll = bpy.ops.artllm.ask_model.poll
print("off", poll())
ask_model.language_model = lambda context: LanguageModel("http://127.0.0.1:9/v1", "tiny")
print("offline", poll())
try:
    bpy.ops.artllm.ask_model()
except RuntimeError as error:
    print("refused")
bpy.ops.artllm.say(text="tilt the arm 20 degrees")
"""


def test_no_socket_and_no_process_is_opened_while_blender_is_offline():
    done = subprocess.run([sys.executable, "-c", OFFLINE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    lines = done.stdout.split("\n")
    assert "off False" in lines and "offline False" in lines and "refused" in lines, done.stderr
    assert not any(line.startswith("forbidden") for line in lines), done.stdout
