"""The page's style sheet: the tones, the two halves, how it prints."""

from __future__ import annotations

from census_app.foundation.workbooks import palette
from census_app.reporting.reports.colours import BAR, GROUNDS, HEADLINE_GROUND, INKS
from census_app.reporting.reports.document import Tone

_INKS = "".join(f".ink-{tone.value}{{color:{INKS[tone]}}}" for tone in Tone)
_GROUNDS = "".join(f"tr.on-{tone.value}>td{{background-color:{ground}}}" for tone, ground in GROUNDS.items())


def style_sheet(landscape: bool) -> str:
    """CSS for screen and paper."""
    size = "A4 landscape" if landscape else "A4"
    width = "277mm" if landscape else "190mm"
    return f"""
@page{{size:{size};margin:9mm 10mm 9mm}}
*{{box-sizing:border-box}}
body{{margin:0;background:#EEF1F4;color:{palette.INK};font:11.5px/1.4 "Microsoft YaHei UI",
"Microsoft YaHei","PingFang SC","Noto Sans CJK SC","WenQuanYi Zen Hei",sans-serif}}
main{{width:{width};margin:16px auto;background:#fff;padding:9mm 8mm;box-shadow:0 1px 6px #0002}}
header{{display:flex;justify-content:space-between;align-items:flex-end}}
h1{{font-size:26px;margin:0}}.issue{{font-size:15px;font-weight:700}}
.subtitle{{color:{palette.MUTE};border-bottom:2px solid {palette.INK};padding:4px 0 5px}}
.headline{{background:{HEADLINE_GROUND};color:#0B5A55;font-weight:700;font-size:13px;padding:5px 9px;margin:0 0 8px}}
.pair{{display:grid;grid-template-columns:1fr 1fr;gap:0 14px}}
.block{{margin:0 0 8px;break-inside:avoid}}.long{{break-inside:auto}}
h2{{font-size:13px;color:{palette.ACCENT};margin:0;padding:2px 0 3px;border-bottom:2px solid {palette.ACCENT}}}
table{{width:100%;border-collapse:collapse;table-layout:fixed;font-variant-numeric:tabular-nums}}
th{{background:{palette.HEADER};color:#fff;font-size:11.5px;padding:3px 4px;border:1px solid {palette.LINE}}}
td{{border:1px solid {palette.LINE};padding:2.5px 5px;text-align:center;overflow-wrap:anywhere}}
thead{{display:table-header-group}}tr{{break-inside:avoid}}
td.left{{text-align:left}}td.bold{{font-weight:700}}td.small{{font-size:10.5px}}
td.bar{{background-image:linear-gradient({BAR},{BAR});background-repeat:no-repeat;background-size:var(--fill) 100%}}
.note{{color:{palette.MUTE};font-size:10.5px;padding:3px 6px}}
.tiles{{display:grid;grid-template-columns:repeat(var(--tiles),1fr);margin:0 0 11px}}
.tile{{border:1px solid {palette.LINE};border-top:4px solid;text-align:center;padding:3px 4px 4px}}
.tile .label{{color:{palette.MUTE}}}.tile .figure{{font-size:27px;font-weight:700;line-height:1.25}}
.tile .note{{padding:0}}
p.line{{margin:0;border:1px solid {palette.LINE};border-top:0;padding:3px 7px}}
.n{{white-space:nowrap}}td.bar{{padding:1.5px 2px}}td.bar .n{{white-space:normal}}.n>i{{display:inline-block}}
.n>i{{font:normal 6.5px/1 Consolas,"DejaVu Sans Mono",monospace;color:#7C8894;vertical-align:super;margin-left:1.5px;
letter-spacing:-.2px}}
svg{{display:block;width:100%;height:auto}}
.signed{{margin:6px 0 5px}}
footer{{border-top:1px solid {palette.LINE};color:{palette.MUTE};font-size:11px;padding-top:4px}}
.codes{{break-before:page}}.codes td{{font-size:10.5px;padding:1.5px 4px}}.codes .code{{font-family:Consolas,monospace}}
{_INKS}{_GROUNDS}
@media print{{body{{background:#fff;font-size:10.5px;-webkit-print-color-adjust:exact;print-color-adjust:exact}}
main{{margin:0;width:auto;padding:0;box-shadow:none}}}}
"""
