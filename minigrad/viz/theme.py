"""The colours and styles of every picture, light and dark.

Values are blue, gradients orange: a pair that colour-blind readers can tell apart. No meaning hangs on colour alone:
gradients also lean (italic), the unrecorded part is dashed, and what flows has an arrow that shows where to.
"""

from __future__ import annotations

from functools import cache

__all__ = ["COLOURS", "picture_css"]

_FONT = (
    'system-ui,-apple-system,"Segoe UI","Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",'
    '"DejaVu Sans",sans-serif'
)
_MONO = (
    'ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono","DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace'
)

COLOURS = {  # name: (light, dark, a system colour for forced colours)
    "paper": ("#ffffff", "#16191f", "Canvas"),  # behind everything
    "card": ("#ffffff", "#1e222a", "Canvas"),
    "op": ("#eef2f7", "#2a303b", "Canvas"),
    "soft": ("#f6f8fa", "#20252e", "Canvas"),  # behind code and buckets
    "line": ("#c5ccd6", "#4b5565", "CanvasText"),  # hair lines and the borders of controls
    "ink": ("#1f2430", "#e8eaf0", "CanvasText"),
    "grey": ("#5f6672", "#a3abb8", "CanvasText"),  # labels, and the unrecorded part
    "blue": ("#0b62c4", "#79b8ff", "LinkText"),  # values, and the forward pass
    "orange": ("#b93c08", "#ffa35c", "CanvasText"),  # gradients, and the backward pass
    "blue-soft": ("#e7f1fd", "#1d3350", "Canvas"),
    "orange-soft": ("#fff0e4", "#46301f", "Canvas"),
    "green": ("#1a7f4b", "#63c88f", "CanvasText"),
    "path0": (
        "#0072b2",
        "#56b4e9",
        "LinkText",
    ),  # paths: a palette for colour-blind readers, with dashes as a second cue
    "path1": ("#b93c08", "#ffa35c", "CanvasText"),
    "path2": ("#00795b", "#2fd3a4", "CanvasText"),
    "path3": ("#a0377a", "#f09bc9", "CanvasText"),
    "path4": ("#7a6200", "#e8d44d", "CanvasText"),
    "path5": ("#5f6672", "#a3abb8", "CanvasText"),
    "amber": ("#8f6000", "#e3b341", "CanvasText"),
}


def _variables(column: int) -> str:
    return ";".join(f"--mg-{name}:{values[column]}" for name, values in COLOURS.items())


def _themes() -> str:
    """The reader's theme: Jupyter's own and VS Code's before the system's."""
    light, dark, forced = map(_variables, range(3))
    return (
        f".mg{{{light};color-scheme:light;--mg-font:{_FONT};--mg-mono:{_MONO}}}\n"
        f"@media(prefers-color-scheme:dark){{.mg{{{dark};color-scheme:dark}}}}\n"
        f'[data-jp-theme-light="true"] .mg,.vscode-light .mg{{{light};color-scheme:light}}\n'
        f'[data-jp-theme-light="false"] .mg,.vscode-dark .mg{{{dark};color-scheme:dark}}\n'
        f"@media(forced-colors:active){{.mg.mg{{{forced};forced-color-adjust:none}}}}\n"
        f"@media print{{.mg.mg{{{light};color-scheme:light}}}}\n"
    )


def _paint(selector: str, **properties: str) -> str:
    """One rule. Each colour is given twice: viewers that know no variables keep the light one."""
    parts = []
    for name, value in properties.items():
        name = name.replace("_", "-")
        if value in COLOURS:
            parts += [f"{name}:{COLOURS[value][0]}", f"{name}:var(--mg-{value})"]
        else:
            parts.append(f"{name}:{value}")
    return f"{selector}{{{';'.join(parts)}}}\n"


@cache
def picture_css() -> str:
    """The style sheet of a picture, the same in a file, in a page and in the stepper."""
    rule = _paint
    return _themes() + "".join(
        [
            rule(".mg-picture", font_family=_FONT, font_size="13px"),
            rule(".mg-view", overflow_x="auto"),
            rule(".mg-view .mg-picture", max_width="100%", height="auto", vertical_align="top"),
            rule(".mg-tools", display="flex", gap="6px", margin="0 0 6px"),
            rule(
                ".mg-tools button",
                font=f"12.5px {_FONT}".replace('"', "'"),
                padding="3px 11px",
                border="1px solid",
                border_color="line",
                border_radius="7px",
                background="paper",
                color="ink",
                cursor="pointer",
            ),
            rule('.mg-tools [aria-pressed="true"]', border_color="blue", color="blue", background="blue-soft"),
            rule(".mg-drawing :focus-visible", outline="2.5px solid", outline_color="blue"),
            rule(".mg-picture text", fill="ink", white_space="pre"),
            rule(".mg-paper", fill="paper", stroke="line"),
            rule(".mg-box", fill="card", stroke="ink", stroke_width="1.4"),
            rule(".mg-rule", stroke="line", stroke_width="1"),
            rule(".mg-op .mg-box", fill="op", stroke="line"),
            rule(".mg-off .mg-box", stroke="grey", stroke_width="1.1", stroke_dasharray="4 3"),
            rule(".mg-picture .mg-name", font_size="15px", font_weight="700"),
            rule(".mg-picture .mg-note,.mg-picture .mg-label", fill="grey", font_size="11.5px"),
            rule(".mg-picture .mg-note", font_size="11px"),
            rule(".mg-picture .mg-fn", fill="grey", font_size="10.5px"),
            rule(".mg-picture .mg-symbol", font_size="23px", font_weight="700"),
            rule(".mg-picture .mg-word", font_size="15px"),
            rule(".mg-picture .mg-value", fill="blue", font_weight="700"),
            rule(".mg-picture .mg-grad", fill="orange", font_weight="700", font_style="italic"),
            rule(".mg-picture .mg-none", fill="grey", font_weight="400", font_style="normal"),
            rule(".mg-picture .mg-many", font_family=_MONO, font_size="12px", font_weight="600"),
            rule(".mg-picture .mg-off text", fill="grey"),
            rule(".mg-well", fill="soft"),
            rule(".mg-bucket", fill="none", stroke="grey", stroke_width="1.2", stroke_linejoin="round"),
            rule(".mg-fill", fill="orange"),
            rule(".mg-drawer rect", fill="card", stroke="line"),
            rule(".mg-drawer path", stroke="line", stroke_width="2", stroke_linecap="round"),
            rule(".mg-picture .mg-drawer text", font_size="10.5px"),
            rule(".mg-changed rect", stroke="amber", stroke_width="2"),
            rule(".mg-freed rect", fill="none", stroke_dasharray="3 2.5"),
            rule(".mg-picture .mg-freed text", fill="grey", font_style="italic"),
            rule(".mg-group .mg-box", stroke="ink"),
            rule(".mg-behind", fill="op", stroke="line", stroke_width="1.2"),
            rule(".mg-picture .mg-hook", fill="amber", font_size="11px", font_weight="700"),
            rule(".mg-frame rect", fill="soft", stroke="line", stroke_width="1.2", stroke_dasharray="2 3"),
            rule(".mg-picture .mg-frame text", fill="grey", font_size="12px", font_weight="700"),
            rule(".mg-cut path", stroke="amber", stroke_width="1.6", fill="none"),
            rule(".mg-picture .mg-cut text", fill="amber", font_size="11px", font_style="normal"),
            rule(".mg-heat", visibility="hidden", pointer_events="none"),
            rule(".mg-heat rect", fill="card", stroke="line"),
            rule(".mg-heat image", image_rendering="pixelated"),
            rule(".mg-picture .mg-heat text", fill="grey", font_size="10.5px"),
            rule(".mg-path", fill="none", stroke_width="3", stroke_linejoin="round", stroke_opacity=".9"),
            *(
                rule(f".mg-path{i}", stroke=f"path{i}", stroke_dasharray=dashes)
                for i, dashes in enumerate(("none", "9 3", "3 3", "12 3 3 3", "6 6", "1 4"))
            ),
            *(rule(f".mg-picture text.mg-path{i}", fill=f"path{i}", stroke="none") for i in range(6)),
            rule(".mg-picture .mg-legend", font_size="13px"),
            rule(".mg-lit", fill="none", stroke_width="2.2"),
            rule(".mg-state", stroke_width="1.5", fill="none"),
            rule(".mg-waiting", stroke="grey"),
            rule(".mg-some", stroke="amber", fill="amber"),
            rule(".mg-ready", stroke="green", fill="green"),
            rule(".mg-done", stroke="green"),
            rule(".mg-line", fill="none", stroke="ink", stroke_width="1.3"),
            rule(".mg-tip", fill="ink"),
            rule(".mg-off .mg-line", stroke="grey", stroke_dasharray="5 4"),
            rule(".mg-off .mg-tip", fill="grey"),
            rule(
                ".mg-picture .mg-local",
                fill="orange",
                font_size="12px",
                font_style="italic",
                paint_order="stroke",
                stroke="paper",
                stroke_width="3px",
                stroke_linejoin="round",
            ),
            rule(".mg-pytorch .mg-local", fill="grey", font_style="normal"),
            rule(".mg-flow .mg-line", stroke_width="2.6"),
            rule(".mg-forward .mg-line,.mg-lit.mg-forward", stroke="blue"),
            rule(".mg-backward .mg-line,.mg-lit.mg-backward", stroke="orange"),
            rule(".mg-forward .mg-tip", fill="blue"),
            rule(".mg-backward .mg-tip", fill="orange"),
        ]
    )
