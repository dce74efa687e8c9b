/* Words in and around names, a row each with its language ("": any). */
#include "extract/names.h"

/* Words between two names. */
static const struct extract_word joiners[] = {
    {"en", "and"}, {"en", "with"}, {"de", "und"}, {"de", "mit"}, {"fr", "et"}, {"fr", "avec"}, {"es", "y"},
    {"it pt", "e"}, {"nl", "en"}, {"da no", "og"}, {"sv", "och"}, {"pl hr sl sr ca", "i"}, {"cs sk", "a"},
    {"hu", "és"}, {"ro", "și"}, {"uk", "та"}, {"uk", "і"}, {"el", "και"}, {"tr", "ve"}, {"id ms", "dan"},
    {"vi", "và"}, {"sw", "na"}, {"sq", "dhe"}, {"lv", "un"}, {"lt", "ir"}, {"eu", "eta"}, {"sl", "in"},
    {"ar", "و"}, {"hi", "और"}, {"pt", "com"}, {"de", "u."}, {"es it", "con"}, {"fi et", "ja"}, {"ru bg", "и"},
    {"ro", "si"}, {"sv no", "med"}, {"da", "samt"}, {"nl", "met"}, {"pl", "oraz"}, {"he", "ו"}, {"bn", "ও"},
    {"th", "และ"},
};

/* A part that begins with or is one of these names a role or the interface, not a person. */
static const struct extract_word not_names[] = {
    {"en", "staff"}, {"en", "staff writer"}, {"en", "staff reporter"}, {"en", "staff report"}, {"en", "newsroom"},
    {"en", "editor"}, {"en", "editors"}, {"en", "editorial"}, {"en", "editorial team"}, {"en", "editorial board"},
    {"en", "reporter"}, {"en", "writer"}, {"en", "senior"}, {"en", "chief"}, {"en", "correspondent"},
    {"en", "contributor"}, {"en", "contributing"}, {"en", "columnist"}, {"en", "admin"}, {"en", "administrator"},
    {"en", "author"}, {"en", "authors"}, {"en", "guest"}, {"en", "news desk"}, {"en", "web desk"}, {"en", "desk"},
    {"en", "email"}, {"en", "e-mail"}, {"en", "follow"}, {"en", "share"}, {"en", "comment"}, {"en", "comments"},
    {"en", "updated"}, {"en", "published"}, {"en", "posted"}, {"en", "view"}, {"en", "more"}, {"en", "read"},
    {"en", "about"}, {"en", "sign"}, {"en", "show"}, {"en", "this"}, {"en", "profile"}, {"en", "agencies"},
    {"en", "http"}, {"en", "https"}, {"en", "text"}, {"de", "letzte"}, {"de", "agenturen"}, {"de", "red"},
    {"de", "dpa-infocom"}, {"de", "beiträge"}, {"fr", "collectif"}, {"en", "hello"}, {"de", "lizenz"},
    {"en", "log in"}, {"en", "subscribe"}, {"en", "facebook"}, {"en", "twitter"}, {"en", "instagram"},
    {"en", "linkedin"}, {"en", "unknown"}, {"en", "anonymous"}, {"en", "null"}, {"en", "undefined"}, {"en", "none"},
    {"en", "n/a"}, {"en", "user"}, {"en", "webmaster"}, {"en", "special to"}, {"en", "for the"}, {"en", "photo"},
    {"en", "photos"}, {"en", "photography"}, {"en", "image"}, {"en", "video"}, {"en", "director"},
    {"en", "managing"}, {"en", "associate"}, {"en", "assistant"}, {"en", "producer"}, {"en", "freelance"},
    {"en", "business"}, {"en", "politics"}, {"en", "sports"}, {"en", "health"}, {"en", "news"}, {"en", "breaking"},
    {"en", "all posts"}, {"en", "min read"}, {"en", "minutes"}, {"en", "press release"}, {"en", "sponsored"},
    {"en", "in"}, {"en", "on"}, {"en", "at"}, {"en", "filed"}, {"en", "last"}, {"en", "print"},
    {"en", "journalist"}, {"en", "former"}, {"en", "professor"}, {"en", "technology"}, {"en", "national"},
    {"de", "redaktion"}, {"de", "redakteur"}, {"de", "redakteurin"}, {"de", "korrespondent"}, {"de", "autor"},
    {"de", "autorin"}, {"de", "gastautor"}, {"de", "foto"}, {"de", "fotos"}, {"de", "teilen"}, {"de", "kommentare"},
    {"de", "zur person"}, {"fr", "rédaction"}, {"fr", "la rédaction"}, {"fr", "journaliste"}, {"fr", "publié"},
    {"fr", "correspondant"}, {"es", "redacción"}, {"es", "periodista"}, {"es", "corresponsal"},
    {"pt", "redação"}, {"pt", "da redação"}, {"pt", "jornalista"}, {"it", "redazione"}, {"it", "la redazione"},
    {"nl", "redactie"}, {"nl", "onze redactie"}, {"da", "redaktionen"}, {"no", "redaksjonen"}, {"pl", "redakcja"},
    {"cs", "redakce"}, {"sk", "redakcia"}, {"ru", "редакция"}, {"uk", "редакція"},
    {"tr", "haber merkezi"}, {"id", "redaksi"}, {"zh", "编辑部"}, {"zh", "编辑"}, {"zh", "责任编辑"},
    {"zh", "匿名"}, {"en", "uncategorized"}, {"en", "team"}, {"en", "translated"}, {"en", "edited by"},
    {"en", "reviewed"}, {"en", "articles by"}, {"en", "my account"}, {"en", "head of"}, {"en", "content"},
    {"en", "marketing"}, {"en", "vp"}, {"en", "vice president"}, {"en", "ceo"}, {"en", "cto"}, {"en", "founder"},
    {"en", "co-founder"}, {"en", "president"}, {"en", "wordpressadmin"}, {"en", "digital"}, {"en", "december"},
    {"en", "january"}, {"en", "february"}, {"en", "monday"}, {"en", "tuesday"}, {"en", "wednesday"},
    {"en", "thursday"}, {"en", "friday"}, {"en", "saturday"}, {"en", "sunday"}, {"de", "zeige"},
    {"de", "übersetzt"}, {"de", "hinterlasse"}, {"de", "alle beiträge"}, {"fr", "auteur"}, {"fr", "traduit"},
    {"es", "traducido"}, {"zh", "佚名"}, {"zh", "管理员"}, {"zh", "网友"}, {"zh", "未知"},
    {"zh", "分享"}, {"zh", "来源"}, {"en", "our"}, {"en", "reviewed by"}, {"en", "fact checked"},
    {"en", "fact-checked"}, {"en", "medically"}, {"en", "photographer"}, {"en", "sponsor"}, {"en", "advertisement"},
    {"en", "copyright"}, {"de", "anzahl"}, {"en", "full bio"}, {"en", "learn"}, {"en", "loading"},
    {"en", "contributors"}, {"en", "social links"}, {"de", "risiken"}, {"en", "bio"}, {"en", "name"},
    {"de", "mehr"}, {"fr", "partager"}, {"fr", "lire"}, {"es", "compartir"}, {"nl", "deel"}, {"nl", "lees"},
    {"en", "jump"}, {"en", "skip"}, {"en", "menu"}, {"en", "search"}, {"en", "home"}, {"en", "click"},
    {"en", "see"}, {"en", "join"}, {"en", "get"}, {"pt", "publicidade"}, {"zh", "本站"}, {"zh", "小编"},
    {"zh", "转载"}, {"zh", "综合"}, {"zh", "网络"}, {"zh", "原创"}, {"zh", "作者"}, {"zh", "官方"},
    {"zh", "发布"}, {"zh", "评论"}, {"zh", "阅读"}, {"zh", "责编"}, {"zh", "图片"}, {"zh", "视频"},
    {"zh", "新闻"}, {"zh", "校对"}, {"zh", "摄影"}, {"ja", "編集部"}, {"ja", "写真"}, {"ko", "편집"},
    {"ko", "사진"}, {"en", "category"}, {"en", "categories"}, {"en", "tags"}, {"en", "related"}, {"en", "stay connected"},
    {"en", "login"}, {"en", "account"}, {"en", "super user"}, {"en", "publisher"}, {"de", "kategorie"}, {"de", "kategorien"},
    {"de", "anmelden"}, {"de", "registrieren"}, {"fr", "catégorie"}, {"fr", "catégories"}, {"es", "categoría"},
    {"es", "categorías"}, {"pt", "categoria"}, {"pt", "categorias"}, {"it", "categorie"}, {"de", "impressum"},
};

/* A part that ends with one of these is a role or a group. */
static const struct extract_word tails[] = {
    {"en", "staff"}, {"en", "reporter"}, {"en", "reporters"}, {"en", "editor"}, {"en", "editors"}, {"en", "writer"},
    {"en", "columnist"}, {"en", "correspondent"}, {"en", "desk"}, {"en", "editorial"}, {"en", "newsroom"},
    {"en", "agencies"}, {"en", "contributor"}, {"en", "admin"}, {"en", "journalist"}, {"de", "redaktion"},
    {"es", "redacción"}, {"en", "photographer"}, {"fr", "rédaction"}, {"en", "expert"}, {"en", "coordinator"},
    {"en", "manager"}, {"en", "specialist"}, {"en", "institute"}, {"en", "university"}, {"en", "strategist"},
    {"en", "analyst"}, {"en", "officer"}, {"en", "consultant"}, {"en", "comments"}, {"en", "founder"},
    {"en", "co-founder"}, {"en", "reviewer"}, {"", "gmbh"}, {"", "ltd"}, {"", "ltd."}, {"", "inc"}, {"", "inc."}, {"", "llc"},
    {"", "kg"}, {"", "e.v."}, {"", "e.v"}, {"", "b.v."}, {"", "s.r.l."}, {"", "s.p.a."},
};

/* Behind a name, a part that holds one of these is a role; many are also names. */
static const struct extract_word roles[] = {
    {"en", "director"}, {"en", "producer"}, {"en", "president"}, {"en", "chief"}, {"en", "head"},
    {"en", "engineer"}, {"en", "lead"}, {"en", "intern"}, {"en", "freelancer"}, {"en", "author"}, {"en", "host"},
    {"en", "anchor"}, {"en", "blogger"}, {"en", "critic"}, {"en", "fellow"}, {"en", "professor"},
    {"en", "lecturer"}, {"en", "dietitian"}, {"en", "nutritionist"}, {"en", "therapist"}, {"en", "attorney"},
    {"en", "lawyer"}, {"en", "physician"}, {"en", "pediatrician"}, {"en", "nurse"}, {"en", "trainer"},
    {"en", "coach"}, {"en", "teacher"}, {"en", "researcher"}, {"en", "scientist"}, {"en", "architect"},
    {"en", "designer"}, {"en", "developer"}, {"en", "partner"}, {"en", "owner"}, {"en", "ceo"}, {"en", "cto"},
    {"en", "cfo"}, {"en", "coo"}, {"en", "vp"}, {"en", "executive"}, {"en", "assistant"}, {"en", "associate"},
    {"en", "advisor"}, {"en", "adviser"}, {"en", "ambassador"}, {"en", "marketer"}, {"en", "copywriter"},
    {"en", "translator"}, {"en", "winemaker"}, {"en", "chef"}, {"en", "economist"}, {"en", "historian"},
    {"en", "psychologist"}, {"en", "meteorologist"}, {"en", "team"}, {"en", "bureau"}, {"en", "department"},
    {"en", "committee"}, {"en", "association"}, {"en", "foundation"}, {"en", "society"}, {"en", "council"},
    {"en", "board"}, {"en", "group"}, {"en", "magazine"}, {"en", "newspaper"}, {"de", "redakteur"},
    {"de", "redakteurin"}, {"de", "reporterin"}, {"de", "korrespondent"}, {"de", "korrespondentin"},
    {"de", "autorin"}, {"de", "leiter"}, {"de", "leiterin"}, {"de", "chefredakteur"}, {"de", "chefredakteurin"},
    {"de", "volontär"}, {"de", "volontärin"}, {"de", "journalistin"}, {"de", "fotograf"}, {"de", "fotografin"},
    {"de", "mitarbeiter"}, {"de", "mitarbeiterin"}, {"de", "geschäftsführer"}, {"de", "geschäftsführerin"},
    {"de", "projektleiter"}, {"de", "projektleiterin"}, {"de", "professorin"}, {"de", "sprecher"},
    {"de", "sprecherin"}, {"de", "kolumnist"}, {"de", "kolumnistin"}, {"de", "agenturen"}, {"fr", "journaliste"},
    {"fr", "correspondant"}, {"fr", "correspondante"}, {"fr", "rédacteur"}, {"fr", "rédactrice"},
    {"fr", "envoyé"}, {"fr", "envoyée"}, {"fr", "chroniqueur"}, {"fr", "chroniqueuse"}, {"fr", "directeur"},
    {"fr", "directrice"}, {"fr", "professeur"}, {"fr", "agences"}, {"es", "redactor"}, {"es", "redactora"},
    {"es", "periodista"}, {"es", "corresponsal"}, {"es", "colaborador"}, {"es", "colaboradora"},
    {"es", "columnista"}, {"es", "agencias"}, {"es", "directora"}, {"pt", "repórter"}, {"pt", "jornalista"},
    {"pt", "colunista"}, {"pt", "editora"}, {"pt", "correspondente"}, {"pt", "agências"}, {"it", "giornalista"},
    {"it", "redattore"}, {"it", "redattrice"}, {"it", "inviato"}, {"it", "inviata"}, {"it", "corrispondente"},
    {"it", "direttore"}, {"it", "collaboratore"}, {"nl", "verslaggever"}, {"nl", "redacteur"},
    {"da no", "redaktør"}, {"da no", "redaksjonen"}, {"sv", "redaktör"}, {"sv", "krönikör"},
    {"fi", "toimittaja"}, {"pl", "dziennikarz"}, {"pl", "dziennikarka"}, {"pl", "redakcja"}, {"pl", "redaktor"},
    {"pl", "korespondent"}, {"cs sk", "redaktorka"}, {"cs sk", "novinář"}, {"cs sk", "redakce"},
    {"ru", "корреспондент"}, {"ru", "редактор"}, {"ru", "журналист"},
    {"ru", "обозреватель"}, {"ru", "редакция"}, {"uk", "кореспондент"},
    {"uk", "редакція"}, {"uk", "журналіст"}, {"tr", "muhabir"}, {"tr", "editör"},
    {"id ms", "wartawan"}, {"id ms", "redaksi"}, {"hu", "újságíró"}, {"hu", "szerkesztő"},
    {"hu", "szerkesztőség"}, {"ro", "jurnalist"}, {"ro", "redacția"},
};

/* Degrees and honours behind a name. */
static const struct extract_word degrees[] = {
    {"", "md"}, {"", "m.d."}, {"", "phd"}, {"", "ph.d."}, {"", "ph.d"}, {"", "ms"}, {"", "ma"}, {"", "mba"},
    {"", "rd"}, {"", "rdn"}, {"", "ld"}, {"", "rn"}, {"", "cpa"}, {"", "dds"}, {"", "jd"}, {"", "msc"}, {"", "bsc"},
    {"", "mph"}, {"", "cfa"}, {"", "cfp"}, {"", "do"}, {"", "esq"}, {"", "esq."}, {"", "facs"}, {"", "mfa"},
    {"", "lcsw"}, {"", "psyd"}, {"", "dvm"}, {"", "pharmd"}, {"", "cssd"}, {"", "cpt"}, {"", "m.d"}, {"", "ph.d.s"},
    {"", "bs"}, {"", "ba"}, {"", "b.a."}, {"", "b.s."}, {"", "m.a."}, {"", "m.s."}, {"", "med"}, {"", "m.ed."},
    {"", "ed.d"}, {"", "edd"}, {"", "llb"}, {"", "llm"}, {"", "llm."}, {"", "jd."}, {"", "j.d."}, {"", "lmft"},
    {"", "lpc"}, {"", "lmhc"}, {"", "licsw"}, {"", "dnp"}, {"", "fnp"}, {"", "np"}, {"", "np-c"}, {"", "pa"},
    {"", "pa-c"}, {"", "dpt"}, {"", "pt"}, {"", "cscs"}, {"", "cdces"}, {"", "cepf"}, {"", "csp"}, {"", "cpp"},
    {"", "psp"}, {"", "cissp"}, {"", "pmp"}, {"", "vmd"}, {"", "dacvb"}, {"", "lvt"}, {"", "faap"}, {"", "fand"},
    {"", "fccp"}, {"", "facp"}, {"", "facog"}, {"", "faad"}, {"", "foma"}, {"", "dabom"}, {"", "ifbb"},
    {"", "nasm"}, {"", "nasm-cpt"}, {"", "issa"}, {"", "erhc"}, {"", "scd"}, {"", "dsc"}, {"", "dphil"},
    {"", "mphil"}, {"", "mpp"}, {"", "mpa"}, {"", "msw"}, {"", "obe"}, {"", "mbe"}, {"", "cbe"}, {"", "kc"},
    {"", "qc"}, {"", "frs"}, {"", "mp"}, {"", "m.p."}, {"", "ctrs"}, {"", "cfp®"}, {"", "ea"}, {"", "cma"},
};

/* Agencies: no author where a person is named. */
static const struct extract_word agencies[] = {
    {"", "afp"}, {"", "dpa"}, {"", "dpa-afx"}, {"", "dpa-infocom"}, {"", "reuters"}, {"", "thomson reuters"},
    {"", "ap"}, {"", "associated press"}, {"", "the associated press"}, {"", "apa"}, {"", "ansa"}, {"", "efe"},
    {"", "tass"}, {"", "tasr"}, {"", "ntb"}, {"", "ritzau"}, {"", "tt"}, {"", "stt"}, {"", "belga"}, {"", "anp"},
    {"", "pap"}, {"", "čtk"}, {"", "ctk"}, {"", "mti"}, {"", "sda"}, {"", "keystone-sda"}, {"", "kna"},
    {"", "epd"}, {"", "sid"}, {"", "upi"}, {"", "pti"}, {"", "ani"}, {"", "ians"}, {"", "afp relaxnews"},
    {"", "agence france-presse"}, {"", "bernama"}, {"", "antara"}, {"", "yonhap"}, {"", "kyodo news"},
    {"", "xinhua"}, {"", "agencies"}, {"", "agenturen"}, {"", "agencias"}, {"", "agences"}, {"", "agências"},
    {"", "agenzie"}, {"", "wire reports"}, {"", "wire services"}, {"", "news agencies"}, {"", "canadian press"},
    {"", "the canadian press"}, {"", "press association"}, {"", "pa media"}, {"", "aap"}, {"", "sapa"},
    {"", "lusa"}, {"", "hina"}, {"", "tanjug"}, {"", "beta"}, {"", "srna"}, {"", "sita"}, {"", "bta"},
    {"", "agerpres"}, {"", "elta"}, {"", "bns"}, {"", "leta"}, {"", "ukrinform"}, {"", "interfax"},
    {"", "ria novosti"}, {"", "тасс"}, {"", "интерфакс"}, {"", "укринформ"},
    {"", "新华社"}, {"", "中新社"}, {"", "共同通信"}, {"", "共同"}, {"", "時事"},
    {"", "時事通信"}, {"", "연합뉴스"}, {"", "뉴시스"}, {"", "뉴스1"}, {"", "中央社"},
    {"", "anadolu ajansı"}, {"", "anadolu agency"}, {"", "demirören haber ajansı"}, {"", "ihlas haber ajansı"},
};

/* Groups: no author where a person is named. */
static const struct extract_word teams[] = {
    {"en", "team"}, {"de", "webteam"}, {"en", "store"}, {"fr", "équipe"}, {"es", "equipo"}, {"pt", "equipe"},
};

/* Words that end a name: what follows is a role, a place, a picture or an organisation. */
static const struct extract_word enders[] = {
    {"en", "for"}, {"en", "is"}, {"en", "was"}, {"en", "who"}, {"en", "at"}, {"en", "covers"}, {"en", "writes"},
    {"en", "has"}, {"en", "on"}, {"en", "in"}, {"en", "from"}, {"en", "reports"}, {"en", "updated"},
    {"en", "published"}, {"en", "posted"}, {"de", "für"}, {"de", "ist"}, {"de", "am"}, {"de", "aus"}, {"de", "im"},
    {"de", "illustration"}, {"de", "fotos"}, {"en", "photographs"}, {"en", "photos"}, {"fr", "pour"}, {"fr", "à"},
    {"fr", "publié"}, {"fr", "le"}, {"es", "para"}, {"es", "es"}, {"nl", "voor"}, {"sv", "är"},
    {"de", "Illustration"}, {"de", "Illustrationen"}, {"de", "Fotos"}, {"de", "Foto"}, {"de", "Bilder"},
    {"en", "Photos"}, {"en", "Photo"}, {"en", "Photography"}, {"en", "Photographs"}, {"en", "Illustrations"},
    {"en", "Shares"}, {"en", "works"}, {"en", "writing"}, {"es", "en"}, {"it", "per"}, {"it", "su"}, {"nl", "bij"},
    {"en", "about"}, {"en", "For"}, {"en", "under"}, {"de", "unter"}, {"en", "contributed"}, {"en", "specializes"},
    {"en", "leads"}, {"en", "serves"},
};

/* Labels of others who had a hand in a text; a colon may follow. */
static const struct extract_word others[] = {
    {"en", "reviewed by"}, {"en", "fact checked by"}, {"en", "fact-checked by"}, {"en", "checked by"}, {"en", "edited by"},
    {"en", "photo by"}, {"en", "photos by"}, {"en", "photography by"}, {"en", "illustration by"}, {"en", "approved by"},
    {"en", "translated by"}, {"en", "researched by"}, {"en", "verified by"}, {"en", "reviewer"}, {"en", "translator"},
    {"en", "photographer"}, {"en", "photography"}, {"en", "illustrator"}, {"en", "photo:"}, {"en", "photos:"},
    {"en", "illustration:"}, {"en", "image:"}, {"en", "editor:"}, {"en", "sources:"}, {"en", "source:"},
    {"de", "geprüft von"}, {"de", "überprüft von"}, {"de", "foto von"}, {"de", "fotos von"}, {"de", "übersetzt von"},
    {"de", "übersetzung von"}, {"de", "bearbeitet von"}, {"de", "foto:"}, {"de", "fotos:"}, {"de", "redaktion:"},
    {"fr", "photo par"}, {"fr", "photos par"}, {"fr", "relu par"}, {"fr", "vérifié par"}, {"fr", "traduit par"},
    {"es", "revisado por"}, {"es", "traducido por"}, {"es", "editado por"}, {"es", "foto de"}, {"es", "fotos de"},
    {"pt", "revisto por"}, {"pt", "traduzido por"}, {"it", "revisionato da"}, {"it", "tradotto da"}, {"it", "foto di"},
    {"nl", "vertaald door"}, {"nl", "foto door"}, {"sv", "granskad av"}, {"sv", "översatt av"}, {"da", "oversat af"},
    {"no", "oversatt av"}, {"pl", "zdjęcia:"}, {"pl", "tłumaczenie:"}, {"ru", "фото:"}, {"ru", "перевод:"},
};

#define TABLE(rows) {rows, sizeof(rows) / sizeof((rows)[0])}

const struct extract_words extract_joiners = TABLE(joiners);
const struct extract_words extract_not_names = TABLE(not_names);
const struct extract_words extract_tails = TABLE(tails);
const struct extract_words extract_roles = TABLE(roles);
const struct extract_words extract_degrees = TABLE(degrees);
const struct extract_words extract_agencies = TABLE(agencies);
const struct extract_words extract_teams = TABLE(teams);
const struct extract_words extract_enders = TABLE(enders);
const struct extract_words extract_others = TABLE(others);

size_t extract_word_at(struct base_str s, size_t at, const char *word)
{
    unsigned char first = at < s.len ? (unsigned char)s.ptr[at] : 0;
    if (first < 0x80 && base_char_fold(first) != (unsigned char)word[0]) /* most words */
        return 0;
    struct base_str w = base_str(word);
    for (size_t i = 0; i < w.len;) {
        if (at >= s.len || base_char_fold(base_utf8_next(s, &at)) != base_utf8_next(w, &i))
            return 0;
    }
    size_t next = at;
    if (at < s.len && base_char_is_alnum(base_utf8_next(s, &next)))
        return 0;
    return at;
}

bool extract_begins_with(struct base_str s, const struct extract_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (extract_word_at(s, 0, words->rows[i].word))
            return true;
    return false;
}

bool extract_is_one_of(struct base_str s, const struct extract_words *words)
{
    for (size_t i = 0; s.len && i < words->count; i++)
        if (extract_word_at(s, 0, words->rows[i].word) == s.len)
            return true;
    return false;
}

const struct extract_word *extract_small_word_at(struct base_str s, size_t at, const struct extract_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (at >= s.len || words->rows[i].word[0] != s.ptr[at])
            continue;
        struct base_str w = base_str(words->rows[i].word);
        bool ends = at + w.len == s.len || (at + w.len < s.len && s.ptr[at + w.len] == ' ');
        if (ends && base_str_starts(base_str_sub(s, at, s.len), w))
            return &words->rows[i];
    }
    return NULL;
}
