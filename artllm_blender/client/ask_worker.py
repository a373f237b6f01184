"""The process that asks a language model, started by `Work` and by nothing else: the one place that opens a connection.

It reads (address, key, seconds, the body as JSON), posts it to ADDRESS/chat/completions in OpenAI's protocol, which
llama.cpp, Ollama and others speak too, and writes ("done", the text of the answer) or ("failed", message, hint, code).
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request

from .worker import read, write

LONGEST = 1 << 20
HINT = "Look at the language model's address in the preferences, and whether it runs."


def asked(address: str, key: str, seconds: float, body: str) -> str:
    """The text of the answer. OSError, ValueError: there is none."""
    url = address.rstrip("/") + "/chat/completions"
    if not url.startswith(("http://", "https://")):
        raise ValueError("the address must begin with http:// or https://")
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    with urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers), timeout=seconds) as reply:
        text = json.loads(reply.read(LONGEST))["choices"][0]["message"]["content"]
    if not isinstance(text, str):
        raise ValueError("it holds no text")
    return text


def main() -> None:
    try:
        given = read(sys.stdin.buffer)
    except EOFError:  # nobody wants it any more
        return
    try:
        answer = ("done", asked(*given))
    except urllib.error.HTTPError as error:
        answer = ("failed", f"The language model refused: {error.code} {error.reason}.", HINT, "language_model")
    except (OSError, ValueError, LookupError, TypeError) as error:
        answer = ("failed", f"The language model gave no answer: {error}.", HINT, "language_model")
    write(sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
