"""The tables of times and the plot of growth.

python -m benchmarks.run                 print the tables
python -m benchmarks.run product chain   of these cases only
python -m benchmarks.run --write         write tables and plot into the READMEs and into docs/, too
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from .backends import BACKENDS, Programs, load
from .growth import growth, plot
from .measure import ROOT, in_turn
from .million import million
from .tables import CASES, WORDS, Found, tables

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
PLOTS = {"en": ROOT / "docs" / "growth.svg", "zh": ROOT / "docs" / "growth.zh-CN.svg"}
BEGIN, END = "<!-- benchmarks -->", "<!-- end of benchmarks -->"  # in the READMEs, around the tables
SLOW = 0.2  # seconds of a call; who needs more has three rounds


def times(cases: list[str], backends: Mapping[str, Programs], rounds: int) -> Found:
    """Microseconds of each case on each backend that can run it; of `memory`, bytes an operation."""
    found: Found = {}
    for case in cases:
        if case == "million":
            found["million"], found["memory"] = _million()
        elif case != "memory":
            able = {name: programs[case] for name, programs in backends.items() if case in programs}
            found[case] = _times(able, rounds)
    return found


def _times(programs: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float | None]:
    quick, slow = {}, {}
    for name, program in programs.items():
        try:
            program()  # what is made at the first call is not timed
            start = perf_counter()
            program()
        except RecursionError:
            continue
        (slow if perf_counter() - start > SLOW else quick)[name] = program
    seconds = in_turn(quick, rounds) | in_turn(slow, 3)
    return {name: seconds[name] * 1e6 if name in seconds else None for name in programs}


def _million() -> tuple[dict[str, float | None], dict[str, float | None]]:
    """Three rounds of new processes. By hand nothing is recorded: there is no memory to compare."""
    rounds = [{name: million(name) for name in ("minigrad", "PyTorch", "NumPy")} for _ in range(3)]
    seconds, size = (
        {name: statistics.median(found[name][part] for found in rounds) for name in rounds[0]} for part in (0, 1)
    )
    return {name: time * 1e6 for name, time in seconds.items()}, {name: size[name] for name in ("minigrad", "PyTorch")}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="case", help=f"of {', '.join(CASES)}; all, if none is named")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--write", action="store_true", help="also write into the READMEs and docs/")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    if options.write and options.cases:
        parser.error("what is written has all cases")

    backends = {name: programs for name in BACKENDS if (programs := load(name)) is not None}
    if missing := {"minigrad", "PyTorch"} - backends.keys():
        parser.error(f"not installed: {', '.join(sorted(missing))}")
    found = times(options.cases or list(CASES), backends, options.rounds)
    print(tables(found, "en"))
    if options.cases:
        return
    grown = growth(backends)
    for name, microseconds in found["million"].items():
        grown[name][1_000_000] = microseconds / 1e6
    print("\nMicroseconds an operation, by the number of operations:")
    for name, points in grown.items():
        print(f"{name:10}", *(f"{size:>9,}: {seconds / size * 1e6:6.2f}" for size, seconds in points.items()))
    if options.write:
        write(found, grown)


def write(found: Found, grown: dict[str, dict[int, float]]) -> None:
    for language, readme in READMES.items():
        picture = PLOTS[language]
        picture.write_text(plot(grown, language), encoding="utf-8", newline="\n")
        before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
        _, end, after = rest.partition(END)
        if not end:
            raise SystemExit(f"{readme.name} has no place for the benchmarks: {BEGIN} and {END}")
        text = f"\n\n{tables(found, language)}\n\n![{WORDS[language]['plot']}](docs/{picture.name})\n\n"
        readme.write_text(before + begin + text + end + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
