"""Documents written for these tests: pages of an invented paper and an invented district."""

from __future__ import annotations

import io
import textwrap

import docx

NEWSPAPER = """\
 河畔添新绿 百姓乐开怀
周启航调研滨水绿道建设，听取居民意见建议

本报讯 4月9日上午，区委书记周
启航来到柳堤河沿岸，实地调研滨
水绿道二期建设。区委常委、副区
长方未然参加。
在绿道驿站，周启航与散步的居民

亲切交谈，询问大家对照明和座椅
的意见。他指出，绿道是民生工程，
要多听群众怎么说。 ■记者 唐 婉

智慧菜场开门迎客
本报讯 近日，区商务局在朝晖路
建成首家智慧菜场。区商务局局长
温故说，菜场可以溯源每一棵青菜
的来处。（下转第3版） ■ 唐婉 通
讯员 路晓

4月8日，孩子们在柳堤公园放风筝，绿道两旁樱花
盛开。 ■ 特约摄影 岳朗

本报讯 区图书馆昨天启用夜间书
房，开放到晚上十时。馆长简宁介
绍，首晚迎来读者三百余人。
■路晓

夜间书房亮起一盏灯

扫一扫关注
柳堤发布
"""

WEB_PAGE = """\
<!DOCTYPE html><html><head><meta charset="utf-8"><title>柳堤区召开防汛工作会议_柳堤区人民政府</title>
<script>document.write("不要读我。")</script><style>p { color: red; }</style></head><body>
<div class="top"><a href="/">首页</a><a href="/x">政务公开</a></div>
<div class="where">当前位置：<a href="/">首页</a> &gt; <a href="/n">要闻</a></div>
<div class="detail"><h1>柳堤区召开防汛工作会议</h1>
<div class="info"><span>发布时间：2025-06-03 09:10</span><span> 来源：柳堤区水务局</span><span> 浏览次数：88</span></div>
<div class="text"><p>　　6月2日，区长方未然主持召开防汛工作会议&mdash;&mdash;他指出，要把&ldquo;防&rdquo;放在前面。</p>
<p>　　区水务局局长<b>江</b>岸汇报了准备情况。</p><p>（记者 唐婉）</p></div></div>
<div class="foot">主办：柳堤区人民政府。版权所有 ICP备12345678号</div></body></html>
"""


def wrapped(paragraphs: list[str], width: int, indent: str = "") -> str:
    """Paragraphs hard-wrapped at ``width`` characters, a blank line after every seventh line."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += textwrap.wrap(indent + paragraph, width, drop_whitespace=False)
    return "\n".join(line + ("\n" if number % 7 == 6 else "") for number, line in enumerate(lines))


def pdf(lines: list[str]) -> bytes:
    """A PDF of one page whose text layer has these lines; without lines it is a page without text."""
    codes = {character: code for code, character in enumerate(sorted(set("".join(lines))), start=1)}
    shown = "".join(f"<{''.join(f'{codes[c]:04X}' for c in line)}> Tj 0 -20 Td\n" for line in lines)
    content = f"BT /F1 12 Tf 50 800 Td\n{shown}ET".encode() if lines else b""
    pairs = "\n".join(f"<{code:04X}> <{c.encode('utf-16-be').hex().upper()}>" for c, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(codes)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Song /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start))


def word(paragraphs: list[str]) -> bytes:
    """A .docx with these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
