"""The look: colours of the two themes, and the style sheet that both share."""

COLOURS = {
    "light": """:root{--page:#fff;--text:#1d1c1d;--soft:#616061;--line:#dddddd;--edge:#bbbabb;--link:#1264a3;
--box:#f8f8f8;--mention:#e8f5fa;--mention-text:#1264a3;--code:#c01343;--badge:#ebeaeb;--primary:#007a5a;
--danger:#e01e5a;--error:#c01343;--field:#fff}""",
    "dark": """:root{--page:#1a1d21;--text:#d1d2d3;--soft:#ababad;--line:#35373b;--edge:#565856;--link:#1d9bd1;
--box:#222529;--mention:#1d3b4b;--mention-text:#1d9bd1;--code:#e8912d;--badge:#35373b;--primary:#007a5a;
--danger:#e01e5a;--error:#f2788f;--field:#222529}""",
}

STYLE = """
*{box-sizing:border-box}
html{background:var(--page)}
body{margin:0;padding:12px 20px 10px;background:var(--page);color:var(--text);
font:15px/1.4667 Lato,"Helvetica Neue","Liberation Sans",Arial,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
.message{display:flex;gap:8px;padding:8px 0}
.message.continued{margin-top:-8px}
.message.continued .avatar{visibility:hidden;height:0}
.avatar{flex:none;width:36px;height:36px;border-radius:8px;background:#8d7ca6;color:#fff;font-weight:700;
font-size:18px;line-height:36px;text-align:center}
.avatar.app{background:#1d6f5c}
.said{flex:1;min-width:0}
.by b{font-weight:800}
.badge{display:inline-block;margin-right:6px;padding:0 4px;border-radius:3px;background:var(--badge);color:var(--soft);
font-size:10px;font-weight:700;line-height:14px;vertical-align:1px}
.time,.edited,.private{color:var(--soft);font-size:12px}
.block{margin:4px 0}
.block.section{margin:0 0 4px}
.block.context{display:flex;flex-wrap:wrap;gap:4px 8px;align-items:center;color:var(--soft);font-size:12px;margin:4px 0}
.block.header{font-size:18px;font-weight:800;margin:8px 0 4px}
.block.actions{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
hr{border:0;border-top:1px solid var(--line);margin:12px 0}
.beside{display:flex;justify-content:space-between;gap:16px;align-items:flex-start}
.beside>div:first-child{min-width:0}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:8px 16px}
.link{color:var(--link);text-decoration:none}
.mention{background:var(--mention);color:var(--mention-text);border-radius:3px;padding:0 2px 1px}
code{color:var(--code);background:var(--box);border:1px solid var(--line);border-radius:3px;padding:1px 3px;
font:12px/1.5 Monaco,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
pre{margin:4px 0;padding:8px;background:var(--box);border:1px solid var(--line);border-radius:4px;white-space:pre-wrap;
font:12px/1.5 Monaco,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
blockquote{margin:4px 0;padding:0 0 0 12px;border-left:4px solid var(--line)}
ul,ol{margin:0;padding-left:26px}
.button{display:inline-block;flex:none;max-width:100%;padding:0 12px;border:1px solid var(--edge);border-radius:8px;
background:var(--field);font-size:13px;font-weight:700;line-height:28px}
.button.primary{background:var(--primary);border-color:var(--primary);color:#fff}
.button.danger{background:var(--danger);border-color:var(--danger);color:#fff}
.menu{display:inline-flex;flex:none;gap:24px;justify-content:space-between;padding:0 12px;border:1px solid var(--edge);
border-radius:8px;background:var(--field);font-size:13px;line-height:28px}
.arrow,.placeholder,.optional,.hint{color:var(--soft)}
.optional{font-weight:400}
.title{color:var(--soft);font-size:13px}
.picture{display:block;max-width:100%;max-height:360px;border:1px solid var(--line);border-radius:8px;margin-top:4px}
.thumbnail{flex:none;width:88px;height:88px;object-fit:cover;border-radius:8px}
.tiny{width:20px;height:20px;border-radius:4px}
.absent{padding:12px;border:1px dashed var(--edge);border-radius:8px;color:var(--soft);font-size:13px}
.file{display:inline-block;margin:4px 8px 4px 0;padding:8px 12px;border:1px solid var(--line);border-radius:12px}
.thread{margin-top:4px;color:var(--link);font-size:13px;font-weight:700}
.modal{max-width:520px;margin:12px auto;background:var(--page);border:1px solid var(--line);border-radius:8px;
box-shadow:0 6px 24px rgba(0,0,0,.25)}
.bar,.foot{display:flex;align-items:center;gap:12px;padding:14px 20px}
.bar{border-bottom:1px solid var(--line);font-size:20px}
.bar .x{margin-left:auto;color:var(--soft);font-size:16px}
.bar .avatar{width:28px;height:28px;font-size:15px;line-height:28px}
.foot{border-top:1px solid var(--line);justify-content:flex-end}
.foot .button{font-size:15px;line-height:34px}
.inside{padding:10px 20px}
.block.input{margin:8px 0 16px}
.label{font-weight:700;margin-bottom:6px}
.input>.menu,.input .wrong>.menu{display:flex;font-size:15px;line-height:36px}
div.input.short,div.input.long{margin:0;padding:7px 12px;border:1px solid var(--edge);border-radius:8px;
background:var(--field);white-space:pre-wrap}
div.input.short{min-height:38px}
div.input.long{min-height:82px}
.wrong .input,.wrong .menu{border-color:var(--error)!important}
.error{color:var(--error);font-size:13px;margin-top:4px}
.hint{font-size:13px;margin-top:4px}
.print{margin-top:10px;color:var(--soft);font-size:10px;text-align:right}
"""
