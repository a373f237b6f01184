"""A sentence typed into the sidebar: Enter does it, and nothing else that ends the typing."""

from __future__ import annotations

import in_window
import lists
import props
from artist import Artist
from windows import SIZE


def test_enter_does_what_the_line_says_and_undo_takes_it_back(window):
    window.call(props.cabinet)
    window.call(lists.show_sidebar)
    window.call(in_window.settled)
    artist = Artist(window, SIZE, window.call(lists.scale))
    artist.press("ArtLLM", "UI", turned=True)
    artist.press("Answers", "UI")  # lest the line be below the window
    line, view = artist.find("open the top drawer a third", "UI"), (300, 200)

    def typed(text: str) -> None:
        window.click(line)
        window.key("A", ctrl=True)
        window.type(text)

    for key in ("ESC", "TAB", ""):
        typed("open the drawer")
        if key:
            window.key(key)
            window.key("ESC")
        else:
            window.click(view)
        assert window.call(props.value, 2) == 0
    for text, value in (("open the drawer", 0.35), ("close it", 0.0), ("open the drawer halfway", 0.175)):
        typed(text)
        window.key("RET")
        assert abs(window.call(props.value, 2) - value) < 1e-6
    window.move(view)
    window.key("Z", ctrl=True)
    assert window.call(props.value, 2) == 0
