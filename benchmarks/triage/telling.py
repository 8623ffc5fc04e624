"""The figures as lines for people."""

from __future__ import annotations

from typing import Any


def told(measured: dict[str, Any]) -> str:
    """All that was measured."""
    tellers = {"duplicates": _duplicates, "speed": _speed, "routing": _routing}
    return "\n\n".join("\n".join(tellers[name](found)) for name, found in measured.items())


def _duplicates(found: dict[str, Any]) -> list[str]:
    if "sets" in found:
        named = [*found["sets"].items(), ("All queries together", found["pooled"])]
        return [line for name, each in named for line in (f"{name}:", *_duplicates(each))]
    lines = [f"{found['queries']} later reports, each among all earlier ones of {found['rows']}"]
    for ranker, figures in found["figures"].items():
        lines.append(f"  {ranker:10} " + "  ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    for ranker, differences in found["ours_minus"].items():
        each = (f"{name} {d['mean']:+.3f} [{d['low']:+.3f}, {d['high']:+.3f}]" for name, d in differences.items())
        lines.append(f"  ours minus {ranker}: " + "  ".join(each))
    return lines


def _speed(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"  {size['rows']:>7} rows ({size['made_up']} made up): search p50 {size['p50_ms']:.1f} ms, "
        f"p95 {size['p95_ms']:.1f} ms (CPU {size['p95_cpu_ms']:.1f} ms); "
        f"built in {size['built_seconds']:.1f} s, the process at most {size['peak_process_mb']:.0f} MB"
        for size in found
    ]


def _routing(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['asked']} texts of {found['rows']} asked, {found['labels']} labels, split {found['split']}"]
    for name, figures in found["figures"].items():
        over = figures["above"]["0.8"]
        right = "-" if over["right"] is None else f"{over['right']:.1%}"
        lines.append(
            f"  {name:10} accuracy {figures['accuracy']:.3f}  calibration error {figures['ece']:.3f}"
            f"  sure of 80 % or more: {over['share']:.0%}, right {right}  ({figures['seconds']} s)"
        )
    return lines
