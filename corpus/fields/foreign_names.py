"""Names of fields in other languages than English, without accents."""

from __future__ import annotations

from collections.abc import Mapping

FOREIGN_ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("inhalt", "volltext", "artikeltext", "artikel", "texte", "contenu", "corps", "texto", "contenido", "cuerpo"),
        *("conteudo", "corpo", "testo", "contenuto", "articolo", "tekst", "inhoud", "brodtext", "innehall", "tresc"),
        *(
            "artykul",
            "metin",
            "icerik",
            "haber",
            "текст",
            "текстстатьи",
            "содержание",
            "статья",
            "正文",
            "内容",
            "內容",
        ),
        *("本文", "記事", "본문", "내용", "النص", "المحتوى", "نص", "טקסט", "תוכן", "κειμενο"),
    ),
    "title": (
        *("titel", "uberschrift", "schlagzeile", "titre", "titulo", "titular", "titolo", "tytul", "overskrift"),
        *("otsikko", "baslik", "nadpis", "titlu", "заголовок", "название", "заглавие", "标题", "標題", "タイトル"),
        *("見出し", "제목", "عنوان", "العنوان", "כותרת", "τιτλοσ"),
    ),
    "published": (
        *("datum", "veroffentlicht", "veroffentlichungsdatum", "erscheinungsdatum", "erscheinungstag", "fecha"),
        *("fechapublicacion", "fechadepublicacion"),
        *("datepublication", "datedepublication", "datedeparution", "datepub"),
        *("datadepublicacao", "datapublicacao", "datapubblicazione", "datadipubblicazione", "publicatiedatum", "dato"),
        *("publiceringsdatum", "datapublikacji", "tarih", "дата", "датапубликации", "日期", "发布时间", "发布日期"),
        *("时间", "時間", "日付", "掲載日", "날짜", "작성일", "التاريخ", "تاريخ", "תאריך", "ημερομηνια"),
    ),
    "source": (
        *("quelle", "zeitung", "medium", "fuente", "medio", "diario", "fonte", "giornale", "testata", "jornal"),
        *("veiculo", "bron", "krant", "kalla", "tidning", "zrodlo", "gazeta", "kaynak", "gazete", "источник"),
        *("издание", "来源", "來源", "媒体", "媒體", "出典", "新聞", "언론사", "출처", "المصدر", "מקור"),
    ),
    "categories": (
        *("ressort", "rubrik", "kategorie", "seccion", "categoria", "sezione", "secao", "editoria", "rubriek"),
        *("categorie", "rubrique", "kategori", "kategoria", "dzial", "рубрика", "категория", "раздел", "分类", "分類"),
        *("栏目", "カテゴリ", "분류", "섹션", "القسم"),
    ),
    "authors": (
        *("autor", "autoren", "autorin", "verfasser", "autores", "autore", "autori", "auteur", "auteurs"),
        *("forfattare", "forfatter", "skribent", "yazar", "автор", "авторы", "作者", "记者", "記者", "著者", "기자"),
        *("작성자", "الكاتب", "מחבר"),
    ),
    "language": ("sprache", "idioma", "langue", "lingua", "taal", "sprak", "язык", "语言"),
    "url": ("lien", "enlace", "ссылка", "链接", "링크"),
    "updated": ("aktualisiert", "更新时间"),
    "id": (),
}
"""By field; tried after the English names. Not "data": it is a date in five languages, and an envelope in JSON."""
