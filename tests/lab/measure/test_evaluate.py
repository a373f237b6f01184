"""Evaluation: nothing that fails is hidden, runs are compared fairly, and the generated bench is as the real one."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

pytest.importorskip("torch", reason="only developers' machines have torch, which trains the model")
import trimesh  # noqa: E402

from artllm_blender.core.articulation import Articulation, Box, Joint, Part  # noqa: E402
from artllm_blender.core.formats.describe import describe, link_origin  # noqa: E402
from artllm_blender.core.formats.urdf import LinkFiles, urdf_text  # noqa: E402
from runtime.lab.learn import curve, skin  # noqa: E402
from runtime.lab.learn.decimate import decimated  # noqa: E402
from runtime.lab.measure import compare, evaluate, generated, worst  # noqa: E402
from runtime.lab.shapes.solids import box, joined  # noqa: E402

# Stands beside a bench in place of its own score.py: the same command line, and a figure that tells files from none.
SCORE = """
import argparse, json, pathlib
p = argparse.ArgumentParser()
for name in ("bench", "out", "--variant", "--ids", "--json"):
    p.add_argument(name)
a = p.parse_args()
rows = []
for id in a.ids.split(","):
    labels = json.loads((pathlib.Path(a.bench) / id / "labels.json").read_text())
    found = list((pathlib.Path(a.out) / id).rglob("*.urdf"))
    links = found[0].read_text().count("<visual") if found else 1
    row = dict.fromkeys(("mIoU", "mIoU*", "type", "type*", "axis", "pivot", "range", "graph", "motion"))
    rows.append(row | {"id": id, "category": labels["category"], "ok": bool(found), "seg": float(bool(found)),
                       "motion": float(not found), "n_gt": len(labels["parts"]), "n_pred": links})
pathlib.Path(a.json).write_text(json.dumps(rows))
"""
# In place of the main job: it ends, hangs, or says that it failed, as the objects' names demand.
MAIN_JOB = """
import json, os, sys, time
from pathlib import Path
cut = sys.argv.index("--out")
meshes, out = [Path(p) for p in sys.argv[1:cut]], Path(sys.argv[cut + 1])
takes_any = "--min-confidence" in sys.argv and float(sys.argv[sys.argv.index("--min-confidence") + 1]) == 0
results = []
for mesh in meshes:
    id = mesh.parent.name
    if id == "ends":
        os._exit(11)
    if id == "hangs":
        time.sleep(60)
    if id == "fails":
        results.append({"ok": False, "error": {"code": "empty_mesh", "message": "No faces.", "hint": ""}})
        continue
    if id == "still" or (id == "doubted" and not takes_any):
        results.append({"ok": False, "moves": False, "error": {"code": "nothing_moves", "message": "", "hint": ""}})
        continue
    folder = out / (mesh.stem if len(meshes) == 1 else id)
    folder.mkdir(parents=True)
    (folder / "a.urdf").write_text("<robot><visual/></robot>")
    moving = 0.3 if id == "doubted" else 0.7
    results.append({"ok": True, "seconds": {"predict": 1.0}, "moving": moving})
print(json.dumps({"objects": results}))
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Path:
    """A bench of one generated object."""
    folder = tmp_path_factory.mktemp("generated") / "bench"
    generated.main([str(folder), "--per-family", "1", "--seed", "3", "--families", "safe"])
    (folder.parent / "score.py").write_text(SCORE)
    return folder


def bare_bench(folder: Path, *ids: str, parts: int = 2) -> Path:
    """A bench of objects without content, and a checkout with a main job of its own beside it."""
    for id in ids:
        (folder / "bench" / id).mkdir(parents=True)
        (folder / "bench" / id / "mesh.glb").touch()
        (folder / "bench" / id / "labels.json").write_text(json.dumps({"category": id[:5], "parts": [{}] * parts}))
    (folder / "score.py").write_text(SCORE)
    (folder / "checkout" / "artllm_blender").mkdir(parents=True)
    (folder / "checkout" / "artllm_blender" / "__init__.py").touch()
    (folder / "checkout" / "artllm_blender" / "__main__.py").write_text(MAIN_JOB)
    return folder / "bench"


def run(bench: Path, *more: str | Path) -> int:
    own = ["--history", bench.parent / "history", "--checkout", bench.parent / "checkout", "--patience", "2"]
    return evaluate.main([str(x) for x in (bench, *own, *more)])


SEG = compare.COLUMNS.index("seg")


def test_what_fails_ends_or_hangs_is_counted_and_the_others_go_on(tmp_path, capsys):
    bench = bare_bench(tmp_path, "ends", "fails", "fine1", "fine2", "hangs")
    assert run(bench, "--jobs", "1", "--json", tmp_path / "run.json") == 0
    kept = compare.read(tmp_path / "run.json")
    assert {r["id"]: r["ok"] for r in kept["rows"]} == {
        "ends": False, "fails": False, "fine1": True, "fine2": True, "hangs": False
    }  # fmt: skip
    assert set(kept["failed"]) == {"ends", "fails", "hangs"} and "status 11" in kept["failed"]["ends"]
    out = capsys.readouterr().out
    assert "2 of 5 articulated" in out and "No faces." in out and "before" not in out
    bench = bare_bench(tmp_path / "all", "fails")
    assert run(bench) == 1 and not (bench.parent / "history").exists(), "nothing to compare with"


def test_what_the_model_doubts_is_scored_and_counted_and_what_does_not_move_is_one_part(tmp_path, capsys):
    bench = bare_bench(tmp_path, "doubted", "fine", "still")
    trimesh.creation.box().export(bench / "still" / "mesh.glb")
    told = tmp_path / "run.json"
    assert run(bench, "--jobs", "1", "--json", told) == 0
    kept = json.loads(told.read_text())
    assert all(r["ok"] for r in kept["rows"]) and not kept["failed"]
    assert kept["doubted"] == ["doubted", "still"] and {r["id"]: r["n_pred"] for r in kept["rows"]}["still"] == 1
    assert "in 2 the main job would say" in capsys.readouterr().out


def test_the_last_run_stands_beside_this_one(tmp_path, capsys):
    bench = bare_bench(tmp_path, "fine1", "fine2", "other")
    assert run(bench, "--ids", "fine1,fine2") == 0 and run(bench) == 0
    capsys.readouterr()
    assert run(bench, "--seeds", "0", "1") == 0
    out = capsys.readouterr().out
    assert "before: " in out and "spread" in out and "compared over" not in out
    change = [line.split()[1:] for line in out.splitlines() if line.startswith("  change")]
    assert change and all(set(line) <= {"+0.000", "–"} for line in change)


def row(id: str, category: str, seg: float | None, seed: int = 0, **more: float) -> dict:
    return {**dict.fromkeys(compare.COLUMNS), "id": id, "category": category, "ok": True, "seed": seed,
            "seg": seg, "motion": 0.5, **more}  # fmt: skip


def figure(text: str, name: str, column: str) -> str:
    """What a table says in the line that starts with name."""
    line = next(x for x in text.splitlines() if x.startswith(name))
    return line[28:].split()[compare.COLUMNS.index(column)]


def test_what_stands_still_is_right_when_that_is_said(tmp_path):
    bench = bare_bench(tmp_path, "doubted", "ends", "fine1", parts=1)
    assert run(bench, "--jobs", "1", "--json", tmp_path / "run.json") == 0
    right = {r["id"]: r["right"] for r in compare.read(tmp_path / "run.json")["rows"]}
    assert right == {"doubted": 1.0, "ends": 0.0, "fine1": 1.0}, "the last came out as one part"


def test_a_bench_is_halved_by_the_names_of_its_objects(tmp_path):
    ids = [f"fine{n}" for n in range(12)]
    bench = bare_bench(tmp_path, *ids)
    halves = {half: {id for id in ids if evaluate.half_of(id) == half} for half in "ab"}
    assert [evaluate.half_of(id) for id in ids[:6]] == list("bbbbaa"), "the same wherever and whenever it is asked"
    for half, mine in halves.items():
        assert run(bench, "--half", half, "--json", tmp_path / "run.json") == 0
        assert {r["id"] for r in compare.read(tmp_path / "run.json")["rows"]} == mine
    assert run(bench, "--ids", "fine0,fine1", "--half", evaluate.half_of("fine0")) == 0


def test_averages_are_over_objects_then_categories():
    rows = [row("a", "Box", 0.2), row("b", "Box", 0.4), row("c", "Oven", 0.9), row("d", "Oven", None)]
    text = compare.table(rows)
    assert [figure(text, n, "seg") for n in ("Box", "Oven", "MICRO", "MACRO ", "MACRO paper")] == [
        "0.300", "0.900", "0.500", "0.600", "0.900"
    ]  # fmt: skip
    assert figure(text, "MACRO ", "axis") == "–"
    assert compare.macro(rows)[compare.MACRO]["axis"] is None


def test_a_change_is_taken_over_what_both_runs_hold():
    before = [row("a", "Box", 0.5), row("b", "Box", 0.0), row("x", "Oven", 0.1)]
    now = [row("a", "Box", 0.7, motion=0.6), row("c", "Box", 0.1), row("y", "Safe", 0.1)]
    text = compare.table(now, before)
    assert figure(text, "Box", "seg") == "0.400", "now is over all objects"
    box_change = text.splitlines()[3]
    assert figure(box_change, "  change", "seg") == "+0.200" and "1 objects" in text.splitlines()[-1]
    assert figure(text, "objects better", "seg") == "1" and figure(text, "objects worse", "motion") == "1"
    text = compare.table([row("z", "Oven", 0.4)], before)
    assert figure(text, "  change", "seg") == "+0.300" and "1 categories" in text, "as between generated and real"
    assert "nothing in common" in compare.table([row("z", "Pen", 0.4)], before)


def test_how_much_of_a_change_may_be_chance_is_said():
    before = [row(str(i), "Box", 0.5) for i in range(20)]
    sure = compare.intervals([row(str(i), "Box", 0.6) for i in range(20)], before)["MICRO"][:, SEG]
    np.testing.assert_allclose(sure, 0.1)
    low, high = compare.intervals([row(str(i), "Box", 0.5 + 0.3 * (-1) ** i) for i in range(20)], before)["MICRO"].T[
        SEG
    ]
    assert -0.2 < low < 0 < high < 0.2, "the standard error of the mean of 20 is .067"
    one_of_two = compare.table([row("a", "Box", 0.7), row("c", "Box", 0.1)], [row("a", "Box", 0.5)])
    assert figure(one_of_two, "    in 95 % of draws to", "seg") == "+0.200"


def test_several_seeds_give_mean_and_spread():
    text = compare.table([row("a", "Box", x, seed) for seed, x in enumerate((0.1, 0.2, 0.3))])
    assert figure(text, "Box", "seg") == "0.200" and figure(text, "  spread", "seg") == "0.100"
    assert text.splitlines()[1].split()[1:3] == ["1", "1"], "one object, whatever the seeds"


def test_the_last_run_is_the_one_with_most_of_the_objects(tmp_path):
    for when, ids in (("1", "abc"), ("2", "abc"), ("3", "a")):
        compare.write({"when": when, "rows": [row(i, "Box", 0.5) for i in ids]}, tmp_path / f"{when}.json")
    (tmp_path / "4.json").write_text('{"rows": [')
    assert compare.last_run(tmp_path, set("abc"))["when"] == "2"
    assert compare.last_run(tmp_path, set("a"))["when"] == "3"
    assert compare.last_run(tmp_path, set("z")) is None
    (tmp_path / "5.json").write_text('[{"id": 1}]')
    with pytest.raises(ValueError, match="no run"):
        compare.read(tmp_path / "5.json")


def test_training_never_draws_what_is_held_out():
    first = {generated.held_out(f, s, n).integers(2**62) for f in ("safe", "door") for s in range(4) for n in range(4)}
    trained = {np.random.default_rng([s, p, w]).integers(2**62) for s in range(9) for p in range(9) for w in range(9)}
    assert len(first) == 32 and not first & trained
    again, other = (generated.draw("safe", 1, n).vertices for n in (0, 1))
    assert np.array_equal(again, generated.draw("safe", 1, 0).vertices) and not np.array_equal(again, other)


def test_generated_objects_are_as_the_bench_has_them(bench):
    assert sorted(p.name for p in bench.iterdir()) == ["safe_s3_0"]
    for folder in bench.iterdir():
        labels, points = json.loads((folder / "labels.json").read_text()), np.load(folder / "points.npz")
        xyz = points["lo"] + points["q"] / 65535 * (points["hi"] - points["lo"])
        corners = np.array([[p["aabb_min"], p["aabb_max"]] for p in labels["parts"]])
        size = np.ptp(corners.reshape(-1, 3), axis=0).max()
        for part, (lower, upper) in enumerate(corners):
            mine = xyz[points["part"] == part]
            assert len(mine) >= generated.LEAST
            assert (mine > lower - 1e-4 * size).all() and (mine < upper + 1e-4 * size).all()
        assert [j["child"] for j in labels["joints"]] and labels["category"] == "Safe"
        for name, slack in (("mesh", 1e-5), ("shell", 2 / skin.CELLS)):
            triangles = worst.z_up_triangles(folder / f"{name}.glb").reshape(-1, 3)
            ends = [corners.min((0, 1)), corners.max((0, 1))]
            np.testing.assert_allclose([triangles.min(0), triangles.max(0)], ends, atol=slack * size)


def test_a_skin_is_closed_and_hides_what_is_inside():
    room = joined(
        [box((0, 0, 0), (1, 1, 1)), box((0.9, 0.2, 0.2), (1.6, 0.4, 0.4)), box((0.3, 0.3, 0.3), (0.6, 0.6, 0.6))]
    )
    body = skin.solid(room.vertices, room.faces, 80)
    assert body.outside(room.vertices[:16]).sum() == 12, "all corners but those of one box's end inside the other"
    assert not body.outside(room.vertices[16:]).any()
    mesh = trimesh.Trimesh(*decimated(*skin.outer_skin(body), 2000), process=False)
    assert mesh.is_watertight and mesh.body_count == 1 and 1000 < len(mesh.faces) <= 2000
    assert mesh.volume == pytest.approx(1 + 0.6 * 0.04, rel=0.1)


def articulation() -> Articulation:
    boxes = [
        Box((0, 0, 0), (1, 1, 1)),
        Box((1, 0, 0), (1.1, 1, 1)),
        Box((0, 0, 1), (0.4, 0.4, 1.2)),
        Box((0.6, 0.2, 1), (0.8, 0.4, 1.2)),
    ]
    return Articulation(tuple(Part(i, f"p{i}", b) for i, b in enumerate(boxes)), (
        Joint("revolute", 0, 1, (0, 0, -1), (1, 1, 0), 0, 1.2),
        Joint("prismatic", 0, 2, (0, 0, 1), (0.2, 0.2, 1), 0, 0.5),
        Joint("screw", 0, 3, (0, 0, 1), (0.7, 0.3, 1), 0, 0.1, 0.2),
    ))  # fmt: skip


def test_a_urdf_is_drawn_as_it_moves(tmp_path):
    a, triangles = articulation(), []
    for p in a.parts:
        solid = box(p.box.lower, p.box.upper)
        triangles.append(solid.vertices[solid.faces])
        local = trimesh.Trimesh(solid.vertices - link_origin(a, p.id), solid.faces, process=False)
        local.export(tmp_path / f"{p.id}.obj", include_normals=False)
    asset = describe("a", a, {}, hull=None)
    files = {link.name: LinkFiles(f"{link.part}.obj", ()) for link in asset.links}
    (tmp_path / "a.urdf").write_text(urdf_text(asset, files))
    part = np.repeat(np.arange(4), 12)
    true, found = worst.figure(a, np.concatenate(triangles), part), worst.prediction(tmp_path / "a.urdf")
    partner = worst.matched(true, found)
    assert sorted(partner) == [0, 1, 2, 3]
    assert sorted(kind for kind, _, _ in found.axes) == ["prismatic", "revolute", "screw"]
    for i, j in enumerate(partner):
        for mine, theirs in ((found.rest, true.rest), (found.moved, true.moved)):
            corners = mine[found.part == i].reshape(-1, 3), theirs[true.part == j].reshape(-1, 3)
            np.testing.assert_allclose(*(c.mean(0) for c in corners), atol=1e-5)


def test_the_real_main_job_is_measured_and_its_worst_drawn(bench, tmp_path):
    sheet, told = tmp_path / "sheet.png", tmp_path / "run.json"
    options = ["--history", tmp_path, "--sheet", sheet, "--json", told, "--jobs", "1"]
    assert evaluate.main([str(x) for x in (bench, *options)]) == 0
    assert compare.read(told)["rows"][0]["ok"] and compare.read(told)["seconds"] > 0
    assert sheet.read_bytes().startswith(b"\x89PNG")
    true = worst.truth(bench / "safe_s3_0", "mesh")
    picture = worst.row(true, None)
    assert np.ptp(picture[:, : 2 * worst.SIZE]) > 0.5 and (picture[:, 2 * worst.SIZE :] == 1).all()


def test_the_truth_can_be_given(bench, tmp_path):
    """Then parts and joints come out as labelled."""
    told = tmp_path / "run.json"
    options = ["--truth", "--history", tmp_path, "--keep", tmp_path / "kept", "--json", told, "--jobs", "1"]
    assert evaluate.main([str(x) for x in (bench, *options)]) == 0
    assert json.loads(told.read_text())["method"] == "truth"
    (urdf,) = (tmp_path / "kept" / "safe_s3_0").rglob("*.urdf")
    labels = json.loads((bench / "safe_s3_0" / "labels.json").read_text())
    robot = ElementTree.parse(urdf).getroot()
    found = sorted(
        (joint.get("type"), float(joint.find("origin").get("xyz").split()[0])) for joint in robot.iter("joint")
    )
    true = sorted((joint["type"], joint["origin"][0]) for joint in labels["joints"])
    assert [kind for kind, _ in found] == [kind for kind, _ in true]
    np.testing.assert_allclose([x for _, x in found], [x for _, x in true], atol=1e-4)


@pytest.mark.parametrize(
    "arguments",
    [["--ids", "nobody"], ["--score", "nowhere.py"], ["--against", "nowhere.json"], ["--checkout", "nowhere"]],
)
def test_what_is_not_there_is_named(bench, arguments, capsys):
    with pytest.raises(SystemExit):
        evaluate.main([str(bench), *arguments])
    assert arguments[1] in capsys.readouterr().err


def test_the_curve_holds_what_the_bench_said(tmp_path):
    log = tmp_path / "log.csv"
    log.write_text(
        ",".join([*curve.SHARE, "total", "step", "shapes"])
        + "\n"
        + ",".join(["1"] * len(curve.SHARE) + ["1", "20", "9"])
    )
    curve.draw_curve(log, tmp_path / "alone.png")
    for steps in (400, 40):
        told = {"bench": "b/dev", "variant": "mesh", "training": {"steps": str(steps)}, "rows": []}
        compare.write(
            {**told, "macro": compare.macro([row("a", "Box", steps / 1000)])}, tmp_path / "bench" / f"{steps}.json"
        )
    runs = curve.bench_runs(tmp_path / "bench")
    assert [(steps, figures["seg"]) for steps, figures in runs["dev mesh"]] == [(40, 0.04), (400, 0.4)]
    curve.draw_curve(log, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").stat().st_size > (tmp_path / "alone.png").stat().st_size
