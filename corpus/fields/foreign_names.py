"""Names of fields in other languages than English; those in Latin script without accents."""

from __future__ import annotations

from collections.abc import Mapping

FOREIGN_ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("inhalt", "volltext", "artikel", "texte", "contenu", "corps", "texto", "contenido", "cuerpo", "noticia"),
        *("conteudo", "corpo", "testo", "contenuto", "articolo", "contingut", "continut", "tekst", "inhoud"),
        *("brodtext", "brodtekst", "innehall", "teksti", "leipateksti", "sisalto", "tresc", "artykul", "obsah"),
        *("clanek", "szoveg", "tartalom", "sadrzaj", "vsebina", "metin", "icerik", "haber", "isi", "noidung"),
        *("текст", "текстстатьи", "содержание", "статья", "зміст", "вміст", "съдържание", "正文", "内容", "內容"),
        *("內文", "全文", "新闻内容", "新闻正文", "文章内容", "本文", "記事", "記事本文", "본문", "내용", "기사내용"),
        *("기사본문", "النص", "المحتوى", "نص", "متن", "טקסט", "תוכן", "κειμενο", "सामग्री", "समाचार", "पाठ"),
        *("বিষয়বস্তু", "খবর", "உள்ளடக்கம்", "செய்தி", "เนื้อหา", "内文"),
    ),
    "title": (
        *("titel", "uberschrift", "schlagzeile", "titre", "titulo", "titular", "encabezado", "titolo", "titol"),
        *("titlu", "tytul", "tittel", "overskrift", "otsikko", "baslik", "nadpis", "titulek", "nazev", "cim"),
        *("naslov", "judul", "tieude", "заголовок", "название", "заглавие", "标题", "標題", "新闻标题", "文章标题"),
        *("タイトル", "見出し", "記事タイトル", "제목", "기사제목", "عنوان", "العنوان", "כותרת", "τιτλοσ", "शीर्षक"),
        *("หัวข้อ", "শিরোনাম", "தலைப்பு"),
    ),
    "published": (
        *("datum", "veroffentlicht", "erscheinungstag", "fecha"),
        *("fechadepublicacion", "datedepublication", "datedeparution", "datadepublicacao", "datapublicacao"),
        *("datapubblicazione", "datadipubblicazione", "dato", "paivamaara", "julkaistu"),
        *("datapublikacji", "tarih", "yayintarihi", "tanggal", "tanggalterbit", "ngaydang", "дата", "датапубликации"),
        *("датапублікації", "опубліковано", "日期", "时间", "時間", "发布时间", "发布日期", "發布時間", "發佈時間"),
        *("发表时间", "日付", "掲載日", "公開日", "公開日時", "配信日時", "発行日", "날짜", "일자", "작성일"),
        *("발행일", "게재일", "التاريخ", "تاريخ", "تاریخ", "תאריך", "ημερομηνια", "दिनांक", "तारीख", "วันที่"),
        *("তারিখ", "தேதி"),
    ),
    "source": (
        *("quelle", "zeitung", "medium", "fuente", "medio", "diario", "periodico", "fonte", "giornale", "testata"),
        *("jornal", "veiculo", "média", "mitja", "bron", "krant", "kalla", "tidning", "kilde", "avis", "lahde"),
        *("zrodlo", "gazeta", "zdroj", "forras", "izvor", "vir", "sursa", "kaynak", "gazete", "sumber", "nguon"),
        *("источник", "издание", "джерело", "видання", "източник", "来源", "來源", "媒体", "媒體", "出典", "新聞"),
        *("新聞社", "언론사", "출처", "المصدر", "منبع", "מקור", "πηγη", "εφημεριδα", "स्रोत", "แหล่งที่มา", "উৎস"),
        *("সূত্র",),
    ),
    "categories": (
        *("ressort", "rubrik", "kategorie", "seccion", "seccio", "categoria", "sezione", "secao", "editoria"),
        *("rubriek", "categorie", "rubrique", "kategori", "sektion", "osasto", "kategoria", "dzial", "rubrika"),
        *("rovat", "chuyenmuc", "рубрика", "категория", "категорія", "раздел", "розділ", "分类", "分類", "栏目"),
        *("カテゴリ", "분류", "섹션", "القسم", "κατηγορια", "श्रेणी", "หมวดหมู่"),
    ),
    "authors": (
        *("autor", "autoren", "verfasser", "autores", "autore", "autori", "auteur", "auteurs"),
        *("periodista", "redactor", "redakteur", "redacteur", "redaktor", "forfattare", "forfatter", "skribent"),
        *("kirjoittaja", "szerzo", "yazar", "penulis", "tacgia", "автор", "авторы", "автори", "作者", "记者", "記者"),
        *("著者", "기자", "기고자", "작성자", "الكاتب", "نویسنده", "מחבר", "συντακτησ", "συγγραφεασ", "लेखक"),
        *("ผู้เขียน", "লেখক", "எழுத்தாளர்"),
    ),
    "language": ("sprache", "idioma", "langue", "lingua", "taal", "sprak", "jezyk", "язык", "мова", "语言"),
    "url": (
        *("lien", "enlace", "lank", "lenke", "odkaz", "tautan", "ссылка", "посилання", "链接", "網址", "网址"),
        *("連結", "リンク", "링크", "الرابط", "συνδεσμοσ"),
    ),
    "updated": ("aktualisiert", "更新时间", "更新日時"),
    "id": (),
}
"""By field; tried after the English names. Not "data": it is a date in five languages, and an envelope in JSON."""
