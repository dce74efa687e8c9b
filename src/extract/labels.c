/* Words that label a line of a page, a row each with its language. */
#include "extract/private.h"

enum {
    LABEL_LINE_BYTES = 400,  /* a longer line is text */
    LABEL_BYTES = 64,        /* no label is longer, the blanks before its colon counted */
    LABEL_REST_WEIGHT = 90,  /* what may follow a label: names, a date, a source */
    LABEL_NOTICE_WEIGHT = 240,
    PAIR_BITS = 11
};

enum label_how {
    COLON, /* a colon, a slash or a bar must follow: "来源:", "Source:" */
    WORD,  /* a colon or a space may follow: "By John" */
    WHOLE, /* the whole line, punctuation at its ends apart */
    LEAD,  /* the line begins with it, and with a colon at its end or behind the word the rest may be anything short */
    PART   /* anywhere in a short line */
};

struct label {
    const char *lang;
    uint8_t line; /* enum extract_line */
    uint8_t how;  /* enum label_how */
    const char *word; /* case folded */
};

#define BYLINE EXTRACT_LINE_BYLINE
#define DATE EXTRACT_LINE_DATE
#define EDITOR EXTRACT_LINE_EDITOR
#define SOURCE EXTRACT_LINE_SOURCE
#define RELATED EXTRACT_LINE_RELATED
#define NOTICE EXTRACT_LINE_NOTICE

/* A table for each kind of line, by the first byte of the word, which a test checks. Where one word begins like another,
 * the longer one stands first. */
static const struct label bylines[] = {
    {"en", BYLINE, WORD, "authored by"},
    {"en", BYLINE, WORD, "analysis by"},
    {"en", BYLINE, WORD, "article by"},
    {"en", BYLINE, COLON, "about the author"},
    {"en", BYLINE, COLON, "authors"},
    {"en", BYLINE, COLON, "author"},
    {"en", BYLINE, COLON, "author(s)"},
    {"de", BYLINE, WORD, "analyse von"},
    {"de", BYLINE, WORD, "artikel von"},
    {"de", BYLINE, COLON, "autorinnen und autoren"},
    {"de", BYLINE, COLON, "autorinnen"},
    {"de", BYLINE, COLON, "autoren"},
    {"de", BYLINE, COLON, "autorin"},
    {"de es ca pl cs sk ro hr sl", BYLINE, COLON, "autor"},
    {"fr", BYLINE, WORD, "article de"},
    {"fr", BYLINE, COLON, "auteurs"},
    {"fr nl", BYLINE, COLON, "auteur"},
    {"es", BYLINE, COLON, "autores"},
    {"es", BYLINE, COLON, "autora"},
    {"it", BYLINE, WORD, "a cura di"},
    {"it", BYLINE, WORD, "articolo di"},
    {"it", BYLINE, COLON, "autori"},
    {"it", BYLINE, COLON, "autore"},
    {"it", BYLINE, COLON, "autrice"},
    {"nl", BYLINE, COLON, "auteurs"},
    {"da", BYLINE, WORD, "af"},
    {"sv no", BYLINE, COLON, "av"},
    {"sv no", BYLINE, WORD, "av"},
    {"et", BYLINE, COLON, "autor"},
    {"lv", BYLINE, COLON, "autors"},
    {"lt", BYLINE, COLON, "autorius"},
    {"pl", BYLINE, COLON, "autorzy"},
    {"pl", BYLINE, COLON, "autorka"},
    {"cs", BYLINE, COLON, "autoři"},
    {"sk", BYLINE, COLON, "autori"},
    {"hr sr bs", BYLINE, COLON, "autor"},
    {"sl", BYLINE, COLON, "avtor"},
    {"en", BYLINE, COLON, "byline"},
    {"en", BYLINE, WORD, "by"},
    {"vi", BYLINE, WORD, "bởi"},
    {"en", BYLINE, WORD, "contributed by"},
    {"en", BYLINE, WORD, "created by"},
    {"en", BYLINE, COLON, "contributors"},
    {"en", BYLINE, COLON, "contributor"},
    {"pt", BYLINE, WORD, "da redação"},
    {"it", BYLINE, WORD, "dal nostro inviato"},
    {"it", BYLINE, WORD, "di"},
    {"nl", BYLINE, WORD, "door"},
    {"de", BYLINE, WORD, "ein gastbeitrag von"},
    {"de", BYLINE, WORD, "ein kommentar von"},
    {"de", BYLINE, WORD, "eine analyse von"},
    {"de", BYLINE, WORD, "ein bericht von"},
    {"de", BYLINE, WORD, "ein beitrag von"},
    {"de", BYLINE, WORD, "ein essay von"},
    {"de", BYLINE, WORD, "ein interview von"},
    {"de", BYLINE, WORD, "eine kolumne von"},
    {"de", BYLINE, WORD, "eine reportage von"},
    {"de", BYLINE, WORD, "eine rezension von"},
    {"de", BYLINE, WORD, "erstellt von"},
    {"de", BYLINE, WORD, "ein artikel von"},
    {"es", BYLINE, WORD, "escrito por"},
    {"pt", BYLINE, WORD, "escrito por"},
    {"ca", BYLINE, WORD, "escrit per"},
    {"gl", BYLINE, WORD, "escrito por"},
    {"is", BYLINE, WORD, "eftir"},
    {"eu", BYLINE, COLON, "egilea"},
    {"en", BYLINE, WORD, "from our correspondent"},
    {"da no", BYLINE, COLON, "forfatter"},
    {"sv", BYLINE, COLON, "författare"},
    {"de", BYLINE, WORD, "gastbeitrag von"},
    {"de", BYLINE, WORD, "geschrieben von"},
    {"nl", BYLINE, WORD, "geschreven door"},
    {"is", BYLINE, COLON, "höfundur"},
    {"tr", BYLINE, COLON, "haber"},
    {"de", BYLINE, WORD, "interview von"},
    {"de", BYLINE, WORD, "interview:"},
    {"da no", BYLINE, COLON, "journalist"},
    {"de", BYLINE, WORD, "kommentar von"},
    {"fi", BYLINE, COLON, "kirjoittaja"},
    {"tr az", BYLINE, COLON, "muhabir"},
    {"az", BYLINE, COLON, "müəllif"},
    {"sw", BYLINE, COLON, "mwandishi"},
    {"cs sk", BYLINE, COLON, "napsal"},
    {"sq", BYLINE, WORD, "nga"},
    {"en", BYLINE, WORD, "opinion by"},
    {"pl", BYLINE, COLON, "opracowanie"},
    {"pl", BYLINE, COLON, "oprac."},
    {"id ms", BYLINE, COLON, "oleh"},
    {"id ms", BYLINE, WORD, "oleh"},
    {"en", BYLINE, WORD, "photos and story by"},
    {"en", BYLINE, WORD, "posted by"},
    {"en", BYLINE, WORD, "published by"},
    {"fr", BYLINE, WORD, "propos recueillis par"},
    {"fr", BYLINE, WORD, "publié par"},
    {"fr", BYLINE, WORD, "posté par"},
    {"fr", BYLINE, WORD, "par"},
    {"es pt", BYLINE, WORD, "publicado por"},
    {"es pt", BYLINE, WORD, "por"},
    {"pt", BYLINE, WORD, "postado por"},
    {"it", BYLINE, WORD, "pubblicato da"},
    {"sv", BYLINE, WORD, "publicerad av"},
    {"ro", BYLINE, WORD, "publicat de"},
    {"hr sr bs", BYLINE, WORD, "piše"},
    {"hr sr bs", BYLINE, WORD, "piše:"},
    {"sl", BYLINE, COLON, "piše"},
    {"id ms", BYLINE, COLON, "penulis"},
    {"en", BYLINE, WORD, "reported by"},
    {"en", BYLINE, WORD, "review by"},
    {"en", BYLINE, WORD, "report by"},
    {"en", BYLINE, COLON, "reporter"},
    {"fr", BYLINE, WORD, "rédigé par"},
    {"es", BYLINE, WORD, "redactado por"},
    {"id", BYLINE, COLON, "reporter"},
    {"en", BYLINE, WORD, "story and photos by"},
    {"en", BYLINE, WORD, "submitted by"},
    {"en", BYLINE, WORD, "story by"},
    {"it", BYLINE, WORD, "scritto da"},
    {"da", BYLINE, WORD, "skrevet af"},
    {"no", BYLINE, WORD, "skrevet av"},
    {"sv", BYLINE, WORD, "skriven av"},
    {"hu", BYLINE, COLON, "szerző"},
    {"ro", BYLINE, WORD, "scris de"},
    {"sq", BYLINE, WORD, "shkruar nga"},
    {"en", BYLINE, WORD, "text and photos by"},
    {"en", BYLINE, WORD, "text by"},
    {"de", BYLINE, WORD, "text von"},
    {"de", BYLINE, COLON, "text"},
    {"es", BYLINE, COLON, "texto"},
    {"nl", BYLINE, WORD, "tekst:"},
    {"da no", BYLINE, COLON, "tekst"},
    {"fi", BYLINE, COLON, "teksti"},
    {"vi", BYLINE, COLON, "tác giả"},
    {"de", BYLINE, WORD, "verfasst von"},
    {"de", BYLINE, WORD, "veröffentlicht von"},
    {"de", BYLINE, COLON, "verfasser"},
    {"de", BYLINE, WORD, "von"},
    {"de", BYLINE, WORD, "vom"},
    {"en", BYLINE, WORD, "written and photographed by"},
    {"en", BYLINE, WORD, "words and photos by"},
    {"en", BYLINE, WORD, "written by"},
    {"en", BYLINE, WORD, "words by"},
    {"en", BYLINE, COLON, "writers"},
    {"en", BYLINE, COLON, "writer"},
    {"tr az", BYLINE, COLON, "yazar"},
    {"tr", BYLINE, COLON, "yazan"},
    {"fr", BYLINE, WORD, "écrit par"},
    {"hu", BYLINE, COLON, "írta"},
    {"el", BYLINE, COLON, "γράφει"},
    {"el", BYLINE, WORD, "γράφει ο"},
    {"el", BYLINE, WORD, "γράφει η"},
    {"el", BYLINE, WORD, "του"},
    {"el", BYLINE, WORD, "της"},
    {"el", BYLINE, COLON, "συντάκτησ"},
    {"el", BYLINE, COLON, "συγγραφέασ"},
    {"sr", BYLINE, COLON, "аутор"},
    {"sr", BYLINE, COLON, "пише"},
    {"mk", BYLINE, COLON, "автор"},
    {"bg ru uk", BYLINE, COLON, "автор"},
    {"ru", BYLINE, COLON, "авторы"},
    {"uk", BYLINE, COLON, "автори"},
    {"be", BYLINE, COLON, "аўтар"},
    {"bg", BYLINE, WORD, "публикувано от"},
    {"ru", BYLINE, COLON, "текст"},
    {"he", BYLINE, WORD, "מאת"},
    {"he", BYLINE, COLON, "מאת"},
    {"ar", BYLINE, COLON, "الكاتب"},
    {"ar", BYLINE, COLON, "بقلم"},
    {"ar", BYLINE, WORD, "بقلم"},
    {"ar", BYLINE, COLON, "كتب"},
    {"ar", BYLINE, COLON, "كتبت"},
    {"fa", BYLINE, COLON, "نویسنده"},
    {"ur", BYLINE, COLON, "مصنف"},
    {"hi", BYLINE, WORD, "द्वारा"},
    {"hi", BYLINE, COLON, "लेखक"},
    {"hi", BYLINE, COLON, "रिपोर्ट"},
    {"bn", BYLINE, COLON, "লেখক"},
    {"th", BYLINE, COLON, "ผู้เขียน"},
    {"th", BYLINE, COLON, "โดย"},
    {"th", BYLINE, WORD, "โดย"},
    {"ja", BYLINE, COLON, "ライター"},
    {"zh", BYLINE, COLON, "作者"},
    {"zh", BYLINE, COLON, "供稿"},
    {"zh", BYLINE, COLON, "主笔"},
    {"zh", BYLINE, COLON, "作者／"},
    {"zh", BYLINE, COLON, "原作者"},
    {"zh", BYLINE, COLON, "发布者"},
    {"zh", BYLINE, COLON, "发布人"},
    {"zh", BYLINE, WORD, "实习记者"},
    {"zh", BYLINE, WORD, "全媒体记者"},
    {"ja", BYLINE, COLON, "執筆者"},
    {"ja", BYLINE, COLON, "執筆"},
    {"ja", BYLINE, COLON, "取材・文"},
    {"ja", BYLINE, COLON, "取材"},
    {"ja", BYLINE, WORD, "文・"},
    {"zh", BYLINE, COLON, "本文作者"},
    {"zh", BYLINE, COLON, "文章作者"},
    {"zh", BYLINE, COLON, "撰文"},
    {"zh", BYLINE, COLON, "撰稿人"},
    {"zh", BYLINE, COLON, "撰稿"},
    {"zh", BYLINE, COLON, "执笔"},
    {"zh", BYLINE, COLON, "报道"},
    {"zh", BYLINE, COLON, "文字"},
    {"zh", BYLINE, COLON, "文"},
    {"zh", BYLINE, WORD, "本报驻地记者"},
    {"zh", BYLINE, WORD, "本报特约记者"},
    {"zh", BYLINE, WORD, "本报记者"},
    {"zh", BYLINE, WORD, "本网记者"},
    {"zh", BYLINE, WORD, "本刊记者"},
    {"zh", BYLINE, COLON, "撰文者"},
    {"zh", BYLINE, WORD, "特约记者"},
    {"zh", BYLINE, WORD, "特派记者"},
    {"zh", BYLINE, WORD, "特派員"},
    {"ja", BYLINE, COLON, "筆者"},
    {"zh", BYLINE, WORD, "见习记者"},
    {"zh", BYLINE, WORD, "记者"},
    {"zh ja", BYLINE, WORD, "記者"},
    {"ja", BYLINE, COLON, "著者"},
    {"zh", BYLINE, COLON, "采写"},
    {"zh", BYLINE, COLON, "采访"},
    {"zh", BYLINE, COLON, "通讯员"},
    {"zh", BYLINE, WORD, "首席记者"},
    {"ko", BYLINE, COLON, "기자"},
    {"ko", BYLINE, COLON, "글쓴이"},
    {"ko", BYLINE, COLON, "글"},
    {"ko", BYLINE, COLON, "작성자"},
};

static const struct label editors[] = {
    {"vi", EDITOR, COLON, "biên tập"},
    {"en", EDITOR, WORD, "edited by"},
    {"en", EDITOR, WORD, "editing by"},
    {"en", EDITOR, COLON, "editors"},
    {"en", EDITOR, COLON, "editor"},
    {"en", EDITOR, COLON, "edited"},
    {"es", EDITOR, WORD, "editado por"},
    {"es pt id", EDITOR, COLON, "editor"},
    {"pt", EDITOR, COLON, "edição"},
    {"es", EDITOR, COLON, "edición"},
    {"cs", EDITOR, COLON, "editor"},
    {"tr", EDITOR, COLON, "editör"},
    {"id", EDITOR, COLON, "penyunting"},
    {"de", EDITOR, COLON, "redaktion"},
    {"de", EDITOR, COLON, "redakteur"},
    {"de", EDITOR, COLON, "redakteurin"},
    {"de", EDITOR, WORD, "redigiert von"},
    {"fr", EDITOR, COLON, "rédaction"},
    {"it", EDITOR, COLON, "redazione"},
    {"nl", EDITOR, COLON, "redactie"},
    {"sv", EDITOR, COLON, "redaktör"},
    {"da no", EDITOR, COLON, "redaktør"},
    {"pl", EDITOR, COLON, "redakcja"},
    {"pl", EDITOR, COLON, "redaktor"},
    {"fr", EDITOR, COLON, "éditeur"},
    {"fr", EDITOR, WORD, "édité par"},
    {"ru uk", EDITOR, COLON, "редактор"},
    {"zh", EDITOR, COLON, "值班编辑"},
    {"zh", EDITOR, COLON, "執行編輯"},
    {"zh", EDITOR, COLON, "小编"},
    {"zh", EDITOR, COLON, "本文责任编辑"},
    {"zh", EDITOR, COLON, "本文编辑"},
    {"zh", EDITOR, COLON, "新媒体编辑"},
    {"zh", EDITOR, COLON, "文字编辑"},
    {"zh", EDITOR, COLON, "本期编辑"},
    {"zh", EDITOR, COLON, "网络编辑"},
    {"zh", EDITOR, COLON, "編輯"},
    {"zh", EDITOR, COLON, "編輯部"},
    {"zh", EDITOR, COLON, "编辑"},
    {"zh", EDITOR, COLON, "编审"},
    {"ja", EDITOR, COLON, "編集"},
    {"zh", EDITOR, COLON, "责任编辑"},
    {"zh", EDITOR, COLON, "责编"},
    {"zh", EDITOR, COLON, "責任編輯"},
    {"zh", EDITOR, COLON, "責編"},
    {"zh", EDITOR, COLON, "责任编辑ic"},
    {"ko", EDITOR, COLON, "편집"},
};

static const struct label sources[] = {
    {"nl", SOURCE, COLON, "bron"},
    {"es", SOURCE, COLON, "fuente"},
    {"es", SOURCE, COLON, "fuentes"},
    {"pt", SOURCE, COLON, "fonte"},
    {"it", SOURCE, COLON, "fonti"},
    {"ca", SOURCE, COLON, "font"},
    {"hu", SOURCE, COLON, "forrás"},
    {"hr sr", SOURCE, COLON, "izvor"},
    {"da", SOURCE, COLON, "kilde"},
    {"sv", SOURCE, COLON, "källa"},
    {"tr", SOURCE, COLON, "kaynak"},
    {"fi", SOURCE, COLON, "lähde"},
    {"en", SOURCE, COLON, "news source"},
    {"vi", SOURCE, COLON, "nguồn"},
    {"de", SOURCE, COLON, "quelle"},
    {"de", SOURCE, COLON, "quellen"},
    {"en fr", SOURCE, COLON, "source"},
    {"en fr", SOURCE, COLON, "sources"},
    {"ro", SOURCE, COLON, "sursa"},
    {"id", SOURCE, COLON, "sumber"},
    {"sl", SOURCE, COLON, "vir"},
    {"cs", SOURCE, COLON, "zdroj"},
    {"pl", SOURCE, COLON, "źródło"},
    {"el", SOURCE, COLON, "πηγή"},
    {"ru", SOURCE, COLON, "источник"},
    {"uk", SOURCE, COLON, "джерело"},
    {"bg", SOURCE, COLON, "източник"},
    {"he", SOURCE, COLON, "מקור"},
    {"ar", SOURCE, COLON, "المصدر"},
    {"fa", SOURCE, COLON, "منبع"},
    {"th", SOURCE, COLON, "ที่มา"},
    {"hi", SOURCE, COLON, "स्रोत"},
    {"zh", SOURCE, COLON, "信息来源"},
    {"zh", SOURCE, COLON, "來源"},
    {"zh", SOURCE, COLON, "内容来源"},
    {"zh", SOURCE, COLON, "出处"},
    {"ja", SOURCE, COLON, "出典"},
    {"zh", SOURCE, COLON, "文章来源"},
    {"zh", SOURCE, COLON, "新闻来源"},
    {"zh", SOURCE, COLON, "本文来源"},
    {"zh", SOURCE, COLON, "消息来源"},
    {"zh", SOURCE, COLON, "来源于"},
    {"zh", SOURCE, COLON, "来源"},
    {"zh", SOURCE, COLON, "文章來源"},
    {"zh", SOURCE, COLON, "新聞來源"},
    {"ja", SOURCE, COLON, "提供"},
    {"ja", SOURCE, COLON, "情報元"},
    {"zh", SOURCE, COLON, "稿件来源"},
    {"zh", SOURCE, COLON, "稿源"},
    {"zh", SOURCE, COLON, "资料来源"},
    {"zh", SOURCE, COLON, "資料來源"},
    {"zh", SOURCE, COLON, "转载自"},
    {"ko", SOURCE, COLON, "출처"},
};

static const struct label dates[] = {
    {"de", DATE, WORD, "aktualisiert"},
    {"es", DATE, WORD, "actualizado"},
    {"pt", DATE, WORD, "atualizado"},
    {"it", DATE, WORD, "aggiornato"},
    {"pl", DATE, WORD, "aktualizacja"},
    {"cs", DATE, WORD, "aktualizováno"},
    {"nl", DATE, WORD, "bijgewerkt"},
    {"en", DATE, WORD, "date"},
    {"de", DATE, WORD, "datum"},
    {"de", DATE, WORD, "erstellt"},
    {"en", DATE, WORD, "first published"},
    {"nl", DATE, WORD, "gepubliceerd"},
    {"tr", DATE, WORD, "güncelleme"},
    {"fi", DATE, WORD, "julkaistu"},
    {"en", DATE, WORD, "last updated"},
    {"en", DATE, WORD, "last modified"},
    {"fr", DATE, WORD, "mis à jour"},
    {"fr", DATE, WORD, "modifié"},
    {"da", DATE, WORD, "opdateret"},
    {"no", DATE, WORD, "oppdatert"},
    {"pl", DATE, WORD, "opublikowano"},
    {"en", DATE, WORD, "published"},
    {"en", DATE, WORD, "posted"},
    {"fr", DATE, WORD, "publié"},
    {"es pt", DATE, WORD, "publicado"},
    {"it", DATE, WORD, "pubblicato"},
    {"sv", DATE, WORD, "publicerad"},
    {"da", DATE, WORD, "publiceret"},
    {"no", DATE, WORD, "publisert"},
    {"fi", DATE, WORD, "päivitetty"},
    {"cs", DATE, WORD, "publikováno"},
    {"en", DATE, WORD, "release date"},
    {"de", DATE, WORD, "stand"},
    {"en", DATE, WORD, "updated"},
    {"sv", DATE, WORD, "uppdaterad"},
    {"de", DATE, WORD, "veröffentlicht"},
    {"tr", DATE, WORD, "yayınlanma"},
    {"de", DATE, WORD, "zuletzt aktualisiert"},
    {"ru", DATE, WORD, "опубликовано"},
    {"ru", DATE, WORD, "обновлено"},
    {"uk", DATE, WORD, "опубліковано"},
    {"zh", DATE, WORD, "发布时间"},
    {"zh", DATE, WORD, "发表时间"},
    {"zh", DATE, WORD, "发布日期"},
    {"zh", DATE, WORD, "发布于"},
    {"zh", DATE, WORD, "发表于"},
    {"ja", DATE, WORD, "公開日"},
    {"zh", DATE, WORD, "更新时间"},
    {"zh", DATE, WORD, "时间"},
    {"zh", DATE, WORD, "日期"},
    {"zh", DATE, WORD, "更新時間"},
    {"ja", DATE, WORD, "更新日"},
    {"ja", DATE, WORD, "更新"},
    {"ja", DATE, WORD, "掲載"},
    {"zh", DATE, WORD, "發布時間"},
    {"ko", DATE, WORD, "등록"},
    {"ko", DATE, WORD, "입력"},
    {"ko", DATE, WORD, "수정"},
};

static const struct label related[] = {
    {"en", RELATED, LEAD, "also read"},
    {"fr", RELATED, WHOLE, "articles liés"},
    {"es", RELATED, WHOLE, "artículos relacionados"},
    {"it", RELATED, WHOLE, "articoli correlati"},
    {"tr", RELATED, LEAD, "bunu da okuyun"},
    {"id", RELATED, LEAD, "baca juga"},
    {"ms", RELATED, LEAD, "baca lagi"},
    {"id", RELATED, LEAD, "baca selengkapnya"},
    {"pl", RELATED, LEAD, "czytaj też"},
    {"pl", RELATED, LEAD, "czytaj także"},
    {"pl", RELATED, LEAD, "czytaj również"},
    {"ro", RELATED, LEAD, "citește și"},
    {"ro", RELATED, LEAD, "citeste si"},
    {"en", RELATED, WHOLE, "don't miss"},
    {"de", RELATED, WHOLE, "das könnte sie auch interessieren"},
    {"en", RELATED, WHOLE, "editor's picks"},
    {"en", RELATED, WHOLE, "further reading"},
    {"nl", RELATED, WHOLE, "gerelateerd"},
    {"tr", RELATED, LEAD, "ilgili haberler"},
    {"hu", RELATED, WHOLE, "kapcsolódó cikkek"},
    {"en", RELATED, WHOLE, "latest news"},
    {"de", RELATED, LEAD, "lesen sie auch"},
    {"de", RELATED, LEAD, "lesen sie mehr"},
    {"de", RELATED, LEAD, "lesen sie hier"},
    {"de", RELATED, LEAD, "lies auch"},
    {"fr", RELATED, LEAD, "lire aussi"},
    {"fr", RELATED, LEAD, "lire également"},
    {"es", RELATED, LEAD, "lea también"},
    {"es", RELATED, LEAD, "lee también"},
    {"es", RELATED, LEAD, "leer más"},
    {"es", RELATED, LEAD, "le puede interesar"},
    {"pt", RELATED, LEAD, "leia também"},
    {"pt", RELATED, LEAD, "leia mais"},
    {"it", RELATED, LEAD, "leggi anche"},
    {"it", RELATED, LEAD, "leggi di più"},
    {"ca", RELATED, LEAD, "llegiu també"},
    {"nl", RELATED, LEAD, "lees ook"},
    {"nl", RELATED, LEAD, "lees meer"},
    {"da", RELATED, LEAD, "læs også"},
    {"da", RELATED, LEAD, "læs mere"},
    {"no", RELATED, LEAD, "les også"},
    {"no", RELATED, LEAD, "les mer"},
    {"sv", RELATED, LEAD, "läs också"},
    {"sv", RELATED, LEAD, "läs även"},
    {"sv", RELATED, LEAD, "läs mer"},
    {"is", RELATED, LEAD, "lestu líka"},
    {"fi", RELATED, LEAD, "lue myös"},
    {"fi", RELATED, LEAD, "lue lisää"},
    {"et", RELATED, LEAD, "loe ka"},
    {"et", RELATED, LEAD, "loe lisaks"},
    {"lv", RELATED, LEAD, "lasi arī"},
    {"sq", RELATED, LEAD, "lexoni edhe"},
    {"en", RELATED, LEAD, "more on this"},
    {"en", RELATED, WHOLE, "more from"},
    {"en", RELATED, WHOLE, "more stories"},
    {"en", RELATED, WHOLE, "more news"},
    {"en", RELATED, WHOLE, "most read"},
    {"en", RELATED, WHOLE, "most popular"},
    {"de", RELATED, LEAD, "mehr zum thema"},
    {"de", RELATED, LEAD, "mehr dazu"},
    {"de", RELATED, WHOLE, "meistgelesen"},
    {"es", RELATED, LEAD, "más información"},
    {"nl", RELATED, LEAD, "meer over"},
    {"es", RELATED, WHOLE, "noticias relacionadas"},
    {"pt", RELATED, WHOLE, "notícias relacionadas"},
    {"hu", RELATED, LEAD, "olvassa el"},
    {"pl", RELATED, LEAD, "przeczytaj także"},
    {"sk", RELATED, LEAD, "prečítajte si aj"},
    {"hr sr bs", RELATED, LEAD, "pročitajte još"},
    {"sl", RELATED, LEAD, "preberite še"},
    {"sl", RELATED, LEAD, "preberite tudi"},
    {"en", RELATED, LEAD, "read more"},
    {"en", RELATED, LEAD, "read also"},
    {"en", RELATED, LEAD, "read next"},
    {"en", RELATED, LEAD, "related"},
    {"en", RELATED, WHOLE, "recommended"},
    {"en", RELATED, WHOLE, "recommended reading"},
    {"en", RELATED, WHOLE, "recommended for you"},
    {"en", RELATED, LEAD, "see also"},
    {"en", RELATED, LEAD, "see more"},
    {"de", RELATED, LEAD, "siehe auch"},
    {"fr", RELATED, LEAD, "sur le même sujet"},
    {"pt", RELATED, LEAD, "saiba mais"},
    {"lt", RELATED, LEAD, "skaitykite taip pat"},
    {"cs", RELATED, LEAD, "související články"},
    {"sw", RELATED, LEAD, "soma zaidi"},
    {"en", RELATED, WHOLE, "top stories"},
    {"en", RELATED, WHOLE, "trending"},
    {"es", RELATED, LEAD, "te puede interesar"},
    {"vi", RELATED, LEAD, "tin liên quan"},
    {"en", RELATED, WHOLE, "up next"},
    {"fr", RELATED, LEAD, "voir aussi"},
    {"pt", RELATED, LEAD, "veja também"},
    {"hr", RELATED, LEAD, "vezane vijesti"},
    {"de", RELATED, WHOLE, "weitere artikel"},
    {"vi", RELATED, LEAD, "xem thêm"},
    {"en", RELATED, WHOLE, "you may also like"},
    {"en", RELATED, WHOLE, "you might also like"},
    {"en", RELATED, WHOLE, "you may also be interested in"},
    {"de", RELATED, LEAD, "zum thema"},
    {"pl", RELATED, LEAD, "zobacz też"},
    {"pl", RELATED, LEAD, "zobacz także"},
    {"fr", RELATED, LEAD, "à lire aussi"},
    {"fr", RELATED, LEAD, "à lire également"},
    {"fr", RELATED, LEAD, "à voir aussi"},
    {"cs", RELATED, LEAD, "čtěte také"},
    {"cs", RELATED, LEAD, "čtěte též"},
    {"sk", RELATED, LEAD, "čítajte aj"},
    {"hr sr bs", RELATED, LEAD, "čitajte još"},
    {"vi", RELATED, LEAD, "đọc thêm"},
    {"el", RELATED, LEAD, "διαβάστε επίσησ"},
    {"el", RELATED, LEAD, "διαβάστε ακόμη"},
    {"sr", RELATED, LEAD, "прочитајте још"},
    {"bg", RELATED, LEAD, "прочетете още"},
    {"bg", RELATED, LEAD, "вижте още"},
    {"mk", RELATED, LEAD, "прочитајте и"},
    {"ru", RELATED, WHOLE, "по теме"},
    {"ru", RELATED, WHOLE, "материалы по теме"},
    {"ru", RELATED, LEAD, "читайте также"},
    {"ru", RELATED, LEAD, "читать также"},
    {"ru", RELATED, LEAD, "читайте ещё"},
    {"uk", RELATED, LEAD, "читайте також"},
    {"uk", RELATED, LEAD, "читайте ще"},
    {"be", RELATED, LEAD, "чытайце таксама"},
    {"he", RELATED, LEAD, "קראו גם"},
    {"he", RELATED, LEAD, "עוד בנושא"},
    {"ar", RELATED, LEAD, "اقرأ أيضا"},
    {"ar", RELATED, LEAD, "اقرأ أيضًا"},
    {"ar", RELATED, LEAD, "اقرأ المزيد"},
    {"fa", RELATED, LEAD, "بیشتر بخوانید"},
    {"ar", RELATED, LEAD, "مواضيع ذات صلة"},
    {"ur", RELATED, LEAD, "یہ بھی پڑھیں"},
    {"hi", RELATED, LEAD, "यह भी पढ़ें"},
    {"hi", RELATED, LEAD, "ये भी पढ़ें"},
    {"bn", RELATED, LEAD, "আরও পড়ুন"},
    {"th", RELATED, LEAD, "อ่านเพิ่มเติม"},
    {"th", RELATED, LEAD, "ข่าวที่เกี่ยวข้อง"},
    {"ja", RELATED, LEAD, "あわせて読みたい"},
    {"ja", RELATED, LEAD, "こちらもおすすめ"},
    {"ja", RELATED, LEAD, "おすすめ記事"},
    {"zh", RELATED, LEAD, "为你推荐"},
    {"zh", RELATED, LEAD, "延伸阅读"},
    {"zh", RELATED, LEAD, "往期回顾"},
    {"zh", RELATED, LEAD, "延伸閱讀"},
    {"zh", RELATED, LEAD, "推荐阅读"},
    {"zh", RELATED, LEAD, "更多阅读"},
    {"zh", RELATED, LEAD, "推薦閱讀"},
    {"zh", RELATED, LEAD, "相关阅读"},
    {"zh", RELATED, LEAD, "相关报道"},
    {"zh", RELATED, LEAD, "相关新闻"},
    {"zh", RELATED, LEAD, "相关文章"},
    {"zh", RELATED, LEAD, "相关链接"},
    {"zh", RELATED, LEAD, "相关推荐"},
    {"zh", RELATED, LEAD, "相关资讯"},
    {"zh", RELATED, LEAD, "猜你喜欢"},
    {"zh", RELATED, LEAD, "热门推荐"},
    {"zh", RELATED, LEAD, "精彩推荐"},
    {"zh", RELATED, LEAD, "相關閱讀"},
    {"zh", RELATED, LEAD, "相關新聞"},
    {"zh", RELATED, LEAD, "相關報導"},
    {"ja", RELATED, LEAD, "関連記事"},
    {"ja", RELATED, LEAD, "関連ニュース"},
    {"ko", RELATED, LEAD, "관련 기사"},
    {"ko", RELATED, LEAD, "관련기사"},
    {"ko", RELATED, LEAD, "많이 본 뉴스"},
};

static const struct label notices[] = {
    {"en", NOTICE, PART, "all rights reserved"},
    {"en", NOTICE, WHOLE, "advertisement"},
    {"en", NOTICE, PART, "article continues below"},
    {"de", NOTICE, PART, "alle rechte vorbehalten"},
    {"de", NOTICE, WHOLE, "anzeige"},
    {"nl", NOTICE, PART, "alle rechten voorbehouden"},
    {"nl", NOTICE, WHOLE, "advertentie"},
    {"sv", NOTICE, WHOLE, "annons"},
    {"da no", NOTICE, WHOLE, "annonce"},
    {"en", NOTICE, LEAD, "copyright"},
    {"en", NOTICE, WHOLE, "comments"},
    {"en", NOTICE, LEAD, "click here to"},
    {"fr", NOTICE, WHOLE, "commentaires"},
    {"es", NOTICE, WHOLE, "compartir"},
    {"en", NOTICE, LEAD, "download the app"},
    {"en", NOTICE, LEAD, "follow us on"},
    {"en", NOTICE, LEAD, "get the latest"},
    {"de", NOTICE, WHOLE, "kommentare"},
    {"en", NOTICE, WHOLE, "leave a comment"},
    {"en", NOTICE, PART, "may not be published, broadcast"},
    {"de", NOTICE, LEAD, "newsletter abonnieren"},
    {"en", NOTICE, WHOLE, "print"},
    {"fr", NOTICE, WHOLE, "publicité"},
    {"fr", NOTICE, WHOLE, "partager"},
    {"es", NOTICE, WHOLE, "publicidad"},
    {"pt", NOTICE, WHOLE, "publicidade"},
    {"it", NOTICE, WHOLE, "pubblicità"},
    {"en", NOTICE, PART, "republished with permission"},
    {"it", NOTICE, PART, "riproduzione riservata"},
    {"pl", NOTICE, WHOLE, "reklama"},
    {"cs", NOTICE, WHOLE, "reklama"},
    {"en", NOTICE, LEAD, "sign up for"},
    {"en", NOTICE, LEAD, "sign up to"},
    {"en", NOTICE, LEAD, "subscribe to our"},
    {"en", NOTICE, LEAD, "subscribe now"},
    {"en", NOTICE, LEAD, "share this"},
    {"en", NOTICE, WHOLE, "share"},
    {"en", NOTICE, WHOLE, "story continues below"},
    {"en", NOTICE, PART, "story continues after advertisement"},
    {"en", NOTICE, LEAD, "this site uses cookies"},
    {"de", NOTICE, WHOLE, "teilen"},
    {"fr", NOTICE, PART, "tous droits réservés"},
    {"es", NOTICE, PART, "todos los derechos reservados"},
    {"pt", NOTICE, PART, "todos os direitos reservados"},
    {"it", NOTICE, PART, "tutti i diritti riservati"},
    {"tr", NOTICE, PART, "tüm hakları saklıdır"},
    {"en", NOTICE, LEAD, "we use cookies"},
    {"pl", NOTICE, PART, "wszelkie prawa zastrzeżone"},
    {"en", NOTICE, LEAD, "©"},
    {"ru", NOTICE, PART, "все права защищены"},
    {"ru", NOTICE, WHOLE, "поделиться"},
    {"ru", NOTICE, WHOLE, "реклама"},
    {"zh", NOTICE, PART, "不得转载"},
    {"zh", NOTICE, PART, "不代表本站"},
    {"zh", NOTICE, PART, "不代表本网"},
    {"zh", NOTICE, PART, "仅代表作者"},
    {"zh", NOTICE, PART, "侵权"},
    {"zh", NOTICE, LEAD, "下载客户端"},
    {"zh", NOTICE, WHOLE, "举报"},
    {"zh", NOTICE, PART, "不得轉載"},
    {"zh", NOTICE, LEAD, "免责声明"},
    {"zh", NOTICE, LEAD, "分享到"},
    {"zh", NOTICE, LEAD, "分享至"},
    {"zh", NOTICE, WHOLE, "分享"},
    {"ja", NOTICE, WHOLE, "広告"},
    {"zh", NOTICE, PART, "未经授权"},
    {"zh", NOTICE, LEAD, "扫码"},
    {"zh", NOTICE, LEAD, "扫一扫"},
    {"zh", NOTICE, LEAD, "打开微信"},
    {"zh", NOTICE, LEAD, "欢迎关注"},
    {"zh", NOTICE, LEAD, "校对"},
    {"zh", NOTICE, WHOLE, "打印"},
    {"zh", NOTICE, WHOLE, "收藏"},
    {"zh", NOTICE, PART, "版权所有"},
    {"zh", NOTICE, PART, "版权归"},
    {"zh", NOTICE, LEAD, "版权声明"},
    {"zh", NOTICE, LEAD, "特别声明"},
    {"zh", NOTICE, LEAD, "独家稿件"},
    {"zh", NOTICE, LEAD, "点击查看"},
    {"zh", NOTICE, PART, "版權所有"},
    {"ja", NOTICE, PART, "無断転載"},
    {"zh", NOTICE, PART, "转载请注明"},
    {"zh", NOTICE, PART, "转载请联系"},
    {"zh", NOTICE, PART, "谢绝转载"},
    {"zh", NOTICE, LEAD, "责任校对"},
    {"zh", NOTICE, WHOLE, "评论"},
    {"zh", NOTICE, WHOLE, "返回首页"},
    {"ko", NOTICE, PART, "무단 전재"},
    {"ko", NOTICE, PART, "무단전재"},
};

#define TABLE(rows) {rows, sizeof(rows) / sizeof((rows)[0])}

static const struct {
    const struct label *rows;
    size_t count;
} tables[] = {
    [BYLINE] = TABLE(bylines), [DATE] = TABLE(dates),       [EDITOR] = TABLE(editors),
    [SOURCE] = TABLE(sources), [RELATED] = TABLE(related), [NOTICE] = TABLE(notices),
};

/* A character as labels are compared: folded, full-width forms as ASCII, any white space a space. */
static uint32_t plain_wide(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (base_char_is_space(c))
        return ' ';
    return base_char_fold(c);
}

static inline uint32_t plain(uint32_t c)
{
    if (c >= 0x80)
        return plain_wide(c);
    return base_char_is_space(c) ? ' ' : c - 'A' < 26 ? c + 32 : c;
}

static bool is_colon(uint32_t c)
{
    return c == ':' || c == '/' || c == '|' || c == 0x2236 || c == 0xFE55 || c == 0xA789 || c == '=';
}

/* Punctuation that may stand before a label or behind a heading. */
static bool is_dressing(uint32_t c)
{
    return c == ' ' || (!base_char_is_alnum(c) && c != 0xA9);
}

/* The offset behind WORD where TEXT has it at AT, else 0. CJK characters may be spaced out, as in 编 辑. */
static size_t match_word(struct base_str text, size_t at, struct base_str word)
{
    bool first = true;
    uint32_t wanted = 0;
    for (size_t w = 0; w < word.len;) {
        wanted = base_utf8_next(word, &w);
        if (at >= text.len)
            return 0;
        uint32_t c = plain(base_utf8_next(text, &at));
        while (c == ' ' && !first && base_char_is_cjk(wanted) && at < text.len)
            c = plain(base_utf8_next(text, &at));
        if (c != wanted)
            return 0;
        first = false;
    }
    size_t behind = at;
    if (at < text.len && base_char_is_alnum(wanted) && !base_char_is_cjk(wanted) &&
        base_char_is_alnum(base_utf8_next(text, &behind)))
        return 0;
    return at;
}

/* Behind the colon or the space that must follow a label at AT; 0 where neither does. */
static size_t match_tail(struct base_str text, size_t at, enum label_how how)
{
    bool colon = false, space = false;
    while (at < text.len) {
        size_t next = at;
        uint32_t c = plain(base_utf8_next(text, &next));
        if (c == ' ')
            space = true;
        else if (is_colon(c) || (c == ']' && !colon))
            colon = true;
        else
            break;
        at = next;
    }
    if (colon || (how == WORD && (space || at == text.len)))
        return at;
    size_t before = at, next = at;
    /* 记者张三: no space between Han characters */
    if (how == WORD && before && at < text.len && base_char_is_cjk(base_utf8_next(text, &next)))
        return at;
    return 0;
}

static size_t skip_dressing(struct base_str text, size_t at)
{
    while (at < text.len) {
        size_t next = at;
        if (!is_dressing(plain(base_utf8_next(text, &next))))
            break;
        at = next;
    }
    return at;
}

/* First byte of the folded character at AT. */
static unsigned char first_byte(struct base_str text, size_t at)
{
    char out[4];
    size_t next = at;
    base_utf8_put(plain(base_utf8_next(text, &next)), out);
    return (unsigned char)out[0];
}

/* The first of the rows whose word begins with FIRST, or where they would stand. */
static const struct label *first_row(enum extract_line kind, unsigned char first)
{
    size_t low = 0, high = tables[kind].count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((unsigned char)tables[kind].rows[middle].word[0] < first)
            low = middle + 1;
        else
            high = middle;
    }
    return tables[kind].rows + low;
}

static bool is_row(const struct label *row, enum extract_line kind, unsigned char first)
{
    return row < tables[kind].rows + tables[kind].count && (unsigned char)row->word[0] == first;
}

static size_t label_from(struct base_str text, size_t at, enum extract_line kind, bool colon_only)
{
    if (at >= text.len)
        return 0;
    unsigned char first = first_byte(text, at);
    for (const struct label *row = first_row(kind, first); is_row(row, kind, first); row++) {
        size_t end = match_word(text, at, base_str(row->word));
        end = end ? match_tail(text, end, colon_only ? COLON : row->how) : 0;
        if (end)
            return end;
    }
    return 0;
}

size_t extract_label_at(struct base_str text, enum extract_line kind)
{
    return label_from(text, skip_dressing(text, 0), kind, false);
}

/* The next sign at AT or behind that may close a label; the end of TEXT where there is none. */
static size_t next_colon(struct base_str text, size_t at)
{
    while (at < text.len) {
        size_t next = at;
        unsigned char byte = (unsigned char)text.ptr[at];
        uint32_t c = byte < 0x80 ? byte : plain(base_utf8_next(text, &next));
        if (is_colon(c) || c == ']')
            return at;
        at = byte < 0x80 ? at + 1 : next;
    }
    return at;
}

bool extract_label_find(struct base_str text, enum extract_line kind, size_t *at, size_t *end)
{
    bool inside = false; /* behind a letter of a spaced script */
    size_t colon = next_colon(text, 0);
    for (size_t i = 0; i < text.len;) {
        if (colon < i)
            colon = next_colon(text, i);
        if (colon >= text.len)
            return false;
        size_t next = i;
        uint32_t c = base_utf8_next(text, &next);
        if (!inside && colon - i <= LABEL_BYTES && base_char_is_alnum(c)) {
            size_t behind = label_from(text, i, kind, true);
            if (behind) {
                *at = i;
                *end = behind;
                return true;
            }
        }
        inside = base_char_is_alnum(c) && !base_char_is_cjk(c);
        i = next;
    }
    return false;
}

static bool is_whole(struct base_str line, size_t end)
{
    return skip_dressing(line, end) >= line.len;
}

/* A heading "Read more" or a lead "Read more: title"; not a sentence that goes on with small letters. */
static bool is_lead(struct base_str line, size_t end)
{
    if (is_whole(line, end))
        return true;
    size_t at = end;
    uint32_t c = plain(base_utf8_next(line, &at));
    return is_colon(c) || c == '-' || c == '>' || c == 0x2013 || c == 0x2014 || c == 0xBB;
}

/* Names follow a label in a line of their own: few words, none of a sentence's punctuation. */
static bool is_short_rest(struct base_str rest)
{
    if (base_text_weight(rest) > LABEL_REST_WEIGHT)
        return false;
    for (size_t at = 0; at < rest.len;) {
        uint32_t c = base_utf8_next(rest, &at);
        if (c == 0x3002 || c == '!' || c == '?' || c == 0xFF01 || c == 0xFF1F)
            return false;
    }
    return true;
}

/* "By Jane Roe", not "by the way": the words of a name begin with capitals or have none to begin with. */
static bool is_name_like(struct base_str rest)
{
    size_t words = 0, small = 0;
    bool inside = false;
    for (size_t at = 0; at < rest.len;) {
        uint32_t c = base_utf8_next(rest, &at);
        bool letter = base_char_is_alnum(c) || c == '\'' || c == 0x2019 || c == '-' || c == '.' || c == '@';
        if (letter && !inside) {
            words++;
            small += c < 0x80 ? !(c >= 'A' && c <= 'Z') : base_char_fold(c) == c && !base_char_is_cjk(c) && c < 0x590;
        }
        inside = letter;
    }
    return words > 0 && words <= 14 && small * 2 <= words;
}

/* The label's words begin at AT. */
static bool is_labelled(struct base_str line, size_t at, enum extract_line kind)
{
    size_t end = label_from(line, at, kind, false);
    if (!end)
        return false;
    struct base_str rest = base_str_trim(base_str_sub(line, end, line.len));
    if (!is_short_rest(rest))
        return false;
    return kind != BYLINE || is_name_like(rest);
}

/* Nothing but dates, times and their labels. */
static bool is_date_line(struct base_str line, size_t at)
{
    struct extract_date_context context = {.fetched = BASE_TIME_NONE};
    size_t from, to;
    if (line.len > 120 || !extract_date_span(line, &context, &from, &to))
        return false;
    size_t label = label_from(line, at, DATE, false);
    size_t before = from > label ? base_text_weight(base_str_sub(line, label, from)) : 0;
    return before <= 12 && base_text_weight(base_str_sub(line, to, line.len)) <= 24;
}

/* ---- Headings of related links, notices ---- */

/* A line as labels are compared, and the pairs of bytes it holds: what lacks one of a word's lacks the word. */
struct folded {
    char bytes[LABEL_LINE_BYTES * 4];
    size_t len;
    uint64_t pairs[1 << (PAIR_BITS - 6)];
};

static unsigned pair_at(const char *s)
{
    return ((unsigned char)s[0] * 37u ^ (unsigned char)s[1] * 5u) & ((1u << PAIR_BITS) - 1);
}

static void fold_line(struct base_str line, struct folded *f)
{
    size_t len = 0;
    for (size_t at = 0; at < line.len;) {
        uint32_t c = plain(base_utf8_next(line, &at));
        if (c < 0x80)
            f->bytes[len++] = (char)c;
        else
            len += base_utf8_put(c, f->bytes + len);
    }
    f->len = len;
    memset(f->pairs, 0, sizeof f->pairs);
    for (size_t i = 0; i + 1 < len; i++) {
        unsigned pair = pair_at(f->bytes + i);
        f->pairs[pair >> 6] |= UINT64_C(1) << (pair & 63);
    }
}

static bool holds_word(const struct folded *f, const char *word)
{
    for (const char *w = word; w[1]; w++)
        if (!(f->pairs[pair_at(w) >> 6] >> (pair_at(w) & 63) & 1))
            return false;
    return base_str_find((struct base_str){f->bytes, f->len}, base_str(word)) != SIZE_MAX;
}

/* A row of KIND that the line begins with at AT, or is as a whole. */
static bool begins_with_row(struct base_str line, size_t at, enum extract_line kind)
{
    unsigned char first = at < line.len ? first_byte(line, at) : 0;
    for (const struct label *row = first_row(kind, first); is_row(row, kind, first); row++) {
        if (row->how == PART)
            continue;
        size_t end = match_word(line, at, base_str(row->word));
        if (end && (row->how == WHOLE ? is_whole(line, end) : kind != RELATED || is_lead(line, end)))
            return true;
    }
    return false;
}

static bool has_notice_inside(struct base_str line)
{
    struct folded folded;
    if (base_text_weight(line) > LABEL_NOTICE_WEIGHT)
        return false;
    fold_line(line, &folded);
    for (size_t i = 0; i < tables[NOTICE].count; i++)
        if (notices[i].how == PART && holds_word(&folded, notices[i].word))
            return true;
    return false;
}

enum extract_line extract_line_kind(struct base_str line)
{
    line = base_str_trim(line);
    if (!line.len || line.len > LABEL_LINE_BYTES)
        return EXTRACT_LINE_TEXT;
    size_t at = skip_dressing(line, 0);
    if (is_labelled(line, at, EDITOR))
        return EXTRACT_LINE_EDITOR;
    if (is_labelled(line, at, SOURCE))
        return EXTRACT_LINE_SOURCE;
    if (begins_with_row(line, at, RELATED))
        return EXTRACT_LINE_RELATED;
    if (begins_with_row(line, at, NOTICE) || has_notice_inside(line))
        return EXTRACT_LINE_NOTICE;
    if (is_date_line(line, at))
        return EXTRACT_LINE_DATE;
    if (is_labelled(line, at, BYLINE))
        return EXTRACT_LINE_BYLINE;
    return EXTRACT_LINE_TEXT;
}

enum extract_line extract_block_line(const struct extract_job *job, uint32_t block)
{
    if (!job->lines[block])
        job->lines[block] = (uint8_t)(1 + extract_line_kind(job->blocks.items[block].text));
    return (enum extract_line)(job->lines[block] - 1);
}

const char *extract_label_word(enum extract_line kind, size_t index)
{
    return index < tables[kind].count ? tables[kind].rows[index].word : NULL;
}
