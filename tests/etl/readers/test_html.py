"""Web pages: the main text without menus, the charset as the page says."""

from __future__ import annotations

import pytest

from etl.errors import EmptyDocument
from etl.readers import read_bytes

BODY = "全县上下要坚定信心、真抓实干，把今年的各项建设任务落到实处，确保年底前完成投资目标。"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="{{charset}}"><title>讲话 - 某网站</title>
<style>p {{{{ color: red }}}}</style><script>var 菜单 = "脚本";</script></head>
<body><header>某县人民政府网站</header><nav><a href="/">首页</a><a href="/b">新闻中心</a></nav>
<div class="left"><ul><li><a href="/1">关于召开会议的通知</a></li><li><a href="/2">项目建设简报</a></li></ul></div>
<div class="main"><h1>在推进会上的讲话</h1><div id="text"><p>同志们：</p><p>{BODY}</p>
<p>一、提高<b>认识</b><br>二、抓好落实</p><table><tr><td>水厂</td><td>2亿元</td></tr></table>
<p style="display:none">隐藏的字</p><p>{BODY}</p></div>
<div class="related"><a href="/3">相关的一篇讲话稿件全文</a></div></div>
<footer>版权所有</footer></body></html>"""
EXPECTED = ["在推进会上的讲话", "同志们：", BODY, "一、提高认识", "二、抓好落实", "水厂\t2亿元", BODY, ""]


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "gb18030"])
def test_the_main_text_is_kept_and_menus_are_not(codec: str) -> None:
    document = read_bytes(PAGE.format(charset=codec).encode(codec), name="a.html")
    assert document.text.split("\n") == EXPECTED
    assert document.media_type == "html"


def test_a_wrong_charset_declaration_is_not_believed() -> None:
    document = read_bytes(PAGE.format(charset="big5").encode("gbk"), name="a.htm")
    assert document.text.split("\n") == EXPECTED


def test_a_page_named_txt_is_read_as_a_page() -> None:
    assert read_bytes(PAGE.format(charset="utf-8").encode(), name="a.txt").text.split("\n") == EXPECTED


def test_a_page_of_scripts_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        read_bytes(b"<html><body><script>var a = 1;</script></body></html>", name="a.html")


def test_markup_in_words_stays_words() -> None:
    data = f"<html><body><p>{BODY}&lt;script&gt;alert(1)&lt;/script&gt;</p></body></html>".encode()
    assert read_bytes(data, name="a.html").text == f"{BODY}<script>alert(1)</script>\n"
