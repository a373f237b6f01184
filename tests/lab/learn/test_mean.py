"""The mean of weights is what it says, and different models have none."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="only developers' machines have torch, which trains the model")
from safetensors.torch import load_file, safe_open, save_file  # noqa: E402

from runtime.lab.learn import mean  # noqa: E402


def test_each_file_counts_by_its_number(tmp_path):
    for name, value in (("a", 1.0), ("b", 5.0)):
        save_file({"w": torch.full((2, 3), value).half()}, tmp_path / name, {"shapes": "7", "seed": name})
    mean.main([str(tmp_path / "out"), f"{tmp_path / 'a'}=3", f"{tmp_path / 'b'}=1", "--shapes", "12"])
    found = load_file(tmp_path / "out")["w"]
    assert found.dtype == torch.float16 and (found == 2).all()
    with safe_open(tmp_path / "out", "pt") as file:
        assert file.metadata() == {"shapes": "12", "seed": "a"}


@pytest.mark.parametrize(
    ("numbers", "said"), [(("1", "1"), "another model"), (("1", "0"), "above 0"), (("1", "x"), "FILE=NUMBER")]
)
def test_what_has_no_mean_is_told(tmp_path, capsys, numbers, said):
    save_file({"w": torch.zeros(2)}, tmp_path / "a", {})
    save_file({"w": torch.zeros(3)}, tmp_path / "b", {})
    with pytest.raises(SystemExit):
        mean.main([str(tmp_path / "out"), *(f"{tmp_path / n}={w}" for n, w in zip("ab", numbers, strict=True))])
    assert said in capsys.readouterr().err and not (tmp_path / "out").exists()
