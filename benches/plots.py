"""Plots of figures over the number of articles, as SVG that needs nothing else: for pages in light and in dark."""

import math

import measuring

WIDTH, HEIGHT, LEFT, TOP, PANEL, TALL = 860, 412, 62, 64, 330, 290
GAP = 92

# Colours that differ in lightness too (after Okabe and Ito), for light and for dark surroundings.
STYLE = """
 svg { color-scheme: light dark; font: 13px system-ui, sans-serif }
 .ground { fill: #fff } text { fill: #222 } .grid { stroke: #ddd } .line { fill: none; stroke-width: 2 }
 .s0 { stroke: #0072b2; fill: #0072b2 } .s1 { stroke: #d55e00; fill: #d55e00 } .s2 { stroke: #009e73; fill: #009e73 }
 .s3 { stroke: #aa4499; fill: #aa4499 } .s4 { stroke: #777; fill: #777 }
 .line.s4 { stroke-dasharray: 5 4 } .line { fill: none !important }
 @media (prefers-color-scheme: dark) {
  .ground { fill: #161616 } text { fill: #e6e6e6 } .grid { stroke: #3a3a3a }
  .s0 { stroke: #56b4e9; fill: #56b4e9 } .s1 { stroke: #ff9a4d; fill: #ff9a4d } .s2 { stroke: #35c99b; fill: #35c99b }
  .s3 { stroke: #dd88cc; fill: #dd88cc } .s4 { stroke: #aaa; fill: #aaa }
 }
"""


def svg(title, description, names, panels):
    """Panels side by side, each with a line for every series, of which `names` are all; both axes are logarithmic."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">',
        f'<title id="t">{title}</title>',
        f'<desc id="d">{description}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        *legend(names),
    ]
    for place, (name, lines) in enumerate(panels.items()):
        parts += panel(LEFT + place * (PANEL + GAP), name, lines, names)
    return "\n".join([*parts, "</svg>"]) + "\n"


def legend(names):
    """The names of the series, above both panels."""
    across = LEFT
    for series, name in enumerate(names):
        yield f'<path class="line s{series}" d="M{across} 18h22"/><text x="{across + 28}" y="22">{name}</text>'
        across += 50 + 7.2 * len(name)


def panel(left, title, lines, names):
    """A grid with a line for each series."""
    points = [point for line in lines.values() for point in line]
    across = decades([size for size, _ in points])
    up = decades([value for _, value in points])

    def x(size):
        return left + PANEL * (math.log10(size) - across[0]) / (across[-1] - across[0])

    def y(value):
        return TOP + TALL * (up[-1] - math.log10(value)) / (up[-1] - up[0])

    for power in across:
        at = x(10**power)
        yield f'<path class="grid" d="M{at:.1f} {TOP}v{TALL}"/>'
        yield f'<text x="{at:.1f}" y="{TOP + TALL + 20}" text-anchor="middle">{10**power:,}</text>'
    for power in up:
        at = y(10**power)
        yield f'<path class="grid" d="M{left} {at:.1f}h{PANEL}"/>'
        yield f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{10**power:,g}</text>'
    yield f'<text x="{left}" y="{TOP - 10}">{title}</text>'
    yield f'<text x="{left + PANEL}" y="{TOP + TALL + 40}" text-anchor="end">articles</text>'
    for name, line in lines.items():
        series = names.index(name)
        path = "L".join(f"{x(size):.1f} {y(value):.1f}" for size, value in line)
        yield f'<path class="line s{series}" d="M{path}"/>'
        for size, value in line:
            yield (
                f'<circle class="s{series}" cx="{x(size):.1f}" cy="{y(value):.1f}" r="3">'
                f"<title>{name}, {size:,} articles: {measuring.number(value)}</title></circle>"
            )


def decades(values):
    """The powers of ten around some values, at least two."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return range(low, max(high, low + 1) + 1)
