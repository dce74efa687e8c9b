/* The words before a date that say what it is the date of. */
#include "extract/date_scan.h"

enum {
    LABEL_REACH = 40,       /* bytes between such a word and its date: by whom, which weekday */
    LABEL_OTHER_REACH = 3,  /* a word for an event must stand at the date */
    LABEL_LOOK = 90         /* bytes that are looked through */
};

#define PUB EXTRACT_DATE_PUBLISHED
#define UPD EXTRACT_DATE_UPDATED
#define OTHER EXTRACT_DATE_OTHER

/* Folded; each is a whole word, a word's beginning, or several words. */
const struct extract_date_word extract_date_words[] = {
    {"en", PUB, "publish"}, {"en", PUB, "posted"}, {"en", PUB, "released"}, {"en", PUB, "created"},
    {"en", PUB, "issued"}, {"en", PUB, "original"}, {"de", PUB, "veröffentlicht"}, {"de", PUB, "erstellt"},
    {"de", PUB, "erschienen"}, {"de", PUB, "publiziert"}, {"fr", PUB, "publi"}, {"fr", PUB, "paru"},
    {"es", PUB, "publicad"}, {"it", PUB, "pubblicat"}, {"nl", PUB, "gepubliceerd"}, {"nl", PUB, "geplaatst"},
    {"sv", PUB, "publicera"}, {"da no", PUB, "publisert"}, {"da", PUB, "publiceret"}, {"da", PUB, "offentliggjort"},
    {"fi", PUB, "julkaist"}, {"et", PUB, "avaldat"}, {"pl", PUB, "opublikowan"}, {"pl", PUB, "dodano"},
    {"cs", PUB, "publikován"}, {"cs", PUB, "vydáno"}, {"sk", PUB, "publikované"},
    {"sr", PUB, "објављено"}, {"hu", PUB, "megjelent"}, {"hu", PUB, "közzétéve"}, {"ro ca", PUB, "publicat"},
    {"ru", PUB, "опубликован"}, {"uk", PUB, "опубліковано"}, {"bg", PUB, "публикуван"}, {"el", PUB, "δημοσιεύ"},
    {"el", PUB, "δημοσίευ"}, {"tr", PUB, "yayınlan"}, {"tr", PUB, "yayın tarihi"}, {"ar", PUB, "نشر"},
    {"fa", PUB, "انتشار"}, {"he", PUB, "פורסם"}, {"hi", PUB, "प्रकाशित"}, {"th", PUB, "เผยแพร่"}, {"vi", PUB, "đăng"},
    {"id ms", PUB, "diterbitkan"}, {"id", PUB, "dipublikasikan"}, {"ms", PUB, "disiarkan"}, {"zh", PUB, "发布"},
    {"zh", PUB, "发表"}, {"zh", PUB, "發布"}, {"zh", PUB, "發佈"}, {"zh", PUB, "發表"}, {"zh ja", PUB, "公開"},
    {"ja", PUB, "掲載"}, {"ja", PUB, "配信"}, {"ja", PUB, "投稿"}, {"ko", PUB, "입력"}, {"ko", PUB, "등록"},
    {"ko", PUB, "게재"}, {"ko", PUB, "기사입력"}, {"ko", PUB, "기사등록"}, {"ko", PUB, "승인"}, {"ko", PUB, "작성"},
    {"de", PUB, "gepostet"}, {"es pt", PUB, "data de publicação"}, {"pt", PUB, "postado"}, {"sw", PUB, "imechapishwa"},
    {"lt", PUB, "paskelbta"}, {"lv", PUB, "publicēts"},
    {"en", PUB, "first posted"}, {"en", PUB, "added on"}, {"en", PUB, "uploaded"}, {"de", PUB, "erstveröffentlich"},
    {"de", PUB, "eingestellt am"}, {"de", PUB, "online seit"}, {"de", PUB, "online gestellt"}, {"fr", PUB, "mis en ligne"},
    {"fr", PUB, "rédigé"}, {"fr", PUB, "posté"}, {"fr", PUB, "créé le"}, {"es pt it", PUB, "creado"},
    {"es gl", PUB, "publicaci"}, {"pt", PUB, "publicaç"}, {"pt", PUB, "criado"}, {"it", PUB, "pubblicazion"},
    {"it", PUB, "inserito"}, {"it", PUB, "creato"}, {"eu", PUB, "argitaratu"},
    {"nl", PUB, "publicatie"}, {"sv", PUB, "skapad"}, {"da", PUB, "oprettet"}, {"no", PUB, "opprettet"},
    {"is", PUB, "birt"}, {"fi", PUB, "luotu"}, {"lt", PUB, "publikuot"}, {"lt", PUB, "įkelta"},
    {"lv", PUB, "publicēt"}, {"pl", PUB, "publikacj"}, {"pl", PUB, "data utworzenia"}, {"pl", PUB, "utworzono"},
    {"cs", PUB, "zveřejněn"}, {"cs", PUB, "vytvořen"}, {"cs", PUB, "vloženo"}, {"sk", PUB, "zverejnen"},
    {"sk", PUB, "uverejnen"}, {"sk", PUB, "vytvoren"}, {"hr", PUB, "objava"}, {"hr sr sl", PUB, "objavljen"},
    {"sr", PUB, "објава"}, {"sr", PUB, "објављен"}, {"mk", PUB, "објавен"},
    {"hu", PUB, "létrehozva"}, {"hu", PUB, "publikál"}, {"hu", PUB, "feltöltve"}, {"ro", PUB, "publicăr"},
    {"ro", PUB, "postat"}, {"ru", PUB, "публикац"}, {"ru", PUB, "размещен"}, {"ru", PUB, "создан"},
    {"ru", PUB, "добавлен"}, {"uk", PUB, "публікац"}, {"uk", PUB, "опублікован"}, {"uk", PUB, "розміщен"},
    {"uk", PUB, "створен"}, {"be", PUB, "апублікаван"}, {"bg", PUB, "създаден"}, {"el", PUB, "ανάρτησ"},
    {"el", PUB, "αναρτήθ"}, {"el", PUB, "καταχώρ"}, {"el", PUB, "δημοσιευ"}, {"tr", PUB, "yayımlan"}, {"tr", PUB, "oluşturul"},
    {"tr", PUB, "eklenme"}, {"tr", PUB, "giriş"}, {"tr", PUB, "ilk yayın"}, {"az", PUB, "dərc"},
    {"kk", PUB, "жариялан"}, {"ar", PUB, "النشر"}, {"ar", PUB, "نُشر"}, {"fa", PUB, "منتشر"}, {"fa", PUB, "درج"},
    {"he", PUB, "פרסום"}, {"hi mr ne", PUB, "प्रकाशन"}, {"hi", PUB, "पब्लिश"}, {"bn", PUB, "প্রকাশ"},
    {"gu", PUB, "પ્રકાશિત"}, {"ta", PUB, "வெளியிடப்பட்ட"}, {"ta", PUB, "பதிவு செய்த"}, {"te", PUB, "ప్రచుర"},
    {"kn", PUB, "ಪ್ರಕಟ"}, {"ml", PUB, "പ്രസിദ്ധീകരിച്ച"}, {"ur", PUB, "شائع"}, {"th", PUB, "โพสต์"},
    {"vi", PUB, "xuất bản"}, {"id", PUB, "tayang"}, {"id", PUB, "terbit"}, {"id", PUB, "rilis"},
    {"id", PUB, "diposting"}, {"tl", PUB, "inilathala"}, {"sw", PUB, "imetolewa"}, {"ka", PUB, "გამოქვეყნ"},
    {"hy", PUB, "հրապարակ"}, {"mn", PUB, "нийтэлсэн"}, {"zh", PUB, "刊登"}, {"zh", PUB, "刊发"}, {"zh", PUB, "首发"},
    {"ja", PUB, "初出"}, {"ko", PUB, "송고"}, {"ko", PUB, "발행"},

    {"en", UPD, "update"}, {"en", UPD, "last modified"}, {"en", UPD, "modified"}, {"en", UPD, "last edited"},
    {"en", UPD, "edited"}, {"en", UPD, "revised"}, {"en", UPD, "reviewed"}, {"en", UPD, "last reviewed"},
    {"en", UPD, "corrected"}, {"de", UPD, "aktualis"}, {"de", UPD, "geändert"}, {"de", UPD, "letzte änderung"},
    {"de", UPD, "bearbeitet"}, {"de", UPD, "überarbeitet"}, {"de", UPD, "stand:"}, {"de", UPD, "stand vom"},
    {"fr", UPD, "mis à jour"}, {"fr", UPD, "mise à jour"}, {"fr", UPD, "màj"}, {"fr", UPD, "modifié"},
    {"fr", UPD, "actualisé"}, {"es ro", UPD, "actualiz"}, {"es pt ca", UPD, "modificad"}, {"ca", UPD, "actualitz"},
    {"pt", UPD, "atualiz"}, {"it", UPD, "aggiorn"}, {"it ro", UPD, "modificat"}, {"nl", UPD, "bijgewerkt"},
    {"nl", UPD, "gewijzigd"}, {"nl", UPD, "aangepast"}, {"sv", UPD, "uppdatera"}, {"sv", UPD, "ändrad"},
    {"da", UPD, "opdatere"}, {"da", UPD, "ændret"}, {"no", UPD, "oppdater"}, {"no", UPD, "endret"},
    {"is", UPD, "uppfært"}, {"fi", UPD, "päivite"}, {"fi", UPD, "muokattu"}, {"et", UPD, "uuendatud"},
    {"et", UPD, "muudetud"}, {"lv", UPD, "atjaunin"}, {"lt", UPD, "atnaujint"}, {"pl cs sk", UPD, "aktualiz"},
    {"pl", UPD, "zaktualiz"}, {"pl", UPD, "zmodyfik"}, {"cs sk", UPD, "upraven"}, {"cs sk", UPD, "naposledy"},
    {"hu", UPD, "frissít"}, {"hu", UPD, "módosít"}, {"sl", UPD, "posodobljen"}, {"hr", UPD, "ažurira"},
    {"hr", UPD, "izmijenjen"}, {"sr", UPD, "ажурира"}, {"sr", UPD, "измењен"}, {"ru", UPD, "обновл"},
    {"ru", UPD, "изменен"}, {"uk", UPD, "оновлен"}, {"uk", UPD, "змінен"}, {"bg", UPD, "обновен"},
    {"bg", UPD, "актуализ"}, {"el", UPD, "ενημέρωσ"}, {"el", UPD, "ενημερώθ"}, {"el", UPD, "τροποποι"},
    {"tr", UPD, "güncelle"}, {"tr", UPD, "son güncelle"}, {"az", UPD, "yenilən"}, {"ar", UPD, "تحديث"},
    {"ar", UPD, "آخر تحديث"}, {"ar", UPD, "محدث"}, {"fa", UPD, "بروزرسانی"}, {"fa", UPD, "ویرایش"},
    {"he", UPD, "עודכן"}, {"he", UPD, "עדכון"}, {"hi mr", UPD, "अपडेट"}, {"hi", UPD, "अद्यतन"}, {"bn", UPD, "আপডেট"},
    {"th", UPD, "อัปเดต"}, {"th", UPD, "แก้ไข"}, {"th", UPD, "ปรับปรุง"}, {"vi", UPD, "cập nhật"},
    {"id", UPD, "diperbarui"}, {"id", UPD, "pembaruan"}, {"ms", UPD, "dikemas kini"}, {"sw", UPD, "imesasishwa"},
    {"zh ja", UPD, "更新"}, {"zh", UPD, "修改"}, {"zh", UPD, "修订"}, {"zh", UPD, "编辑于"}, {"ja", UPD, "改訂"},
    {"ja", UPD, "修正"}, {"ko", UPD, "수정"}, {"ko", UPD, "업데이트"},
    {"ko", UPD, "최종"}, {"ko", UPD, "기사수정"}, {"ja", UPD, "最終更新"}, {"zh", UPD, "最后更新"},
    {"en", UPD, "amended"}, {"de", UPD, "letztes update"}, {"fr", UPD, "dernière modification"}, {"es", UPD, "editado"},
    {"pt", UPD, "alterad"}, {"it", UPD, "modifica il"}, {"it", UPD, "ultima modifica"}, {"eu", UPD, "eguneratu"},
    {"hr", UPD, "zadnja izmjena"}, {"hr", UPD, "izmjena"}, {"hr sr", UPD, "dopunjen"}, {"sr", UPD, "izmenjen"},
    {"sr", UPD, "izmena"}, {"sr", UPD, "измена"}, {"mk", UPD, "изменет"}, {"sl", UPD, "osvežen"},
    {"sl", UPD, "spremenjen"}, {"ru", UPD, "обновлён"}, {"ru", UPD, "изменён"}, {"ru", UPD, "отредактирован"},
    {"ru", UPD, "последнее изменение"}, {"uk", UPD, "відредагован"}, {"be", UPD, "абноўлен"},
    {"bg", UPD, "последна промяна"}, {"bg", UPD, "редактиран"}, {"kk", UPD, "жаңартыл"}, {"mn", UPD, "шинэчилсэн"},
    {"el", UPD, "ενημερωσ"}, {"el", UPD, "ενημερωθ"}, {"ar", UPD, "التحديث"}, {"fa", UPD, "به‌روزرسانی"}, {"fa", UPD, "به روزرسانی"}, {"fa", UPD, "به روز رسانی"},
    {"fa", UPD, "به‌روز رسانی"}, {"ur", UPD, "اپ ڈیٹ"}, {"ur", UPD, "اپڈیٹ"}, {"hi", UPD, "संशोधित"},
    {"mr", UPD, "अद्ययावत"}, {"bn", UPD, "হালনাগাদ"}, {"gu", UPD, "અપડેટ"}, {"ta", UPD, "புதுப்பிக்கப்பட்ட"},
    {"te", UPD, "అప్డేట్"}, {"kn", UPD, "ಅಪ್ಡೇಟ್"}, {"ml", UPD, "അപ്ഡേറ്റ്"}, {"th", UPD, "อัพเดต"},
    {"th", UPD, "อัพเดท"}, {"id", UPD, "diperbaharui"}, {"ms", UPD, "kemas kini"}, {"ms", UPD, "dikemaskini"},
    {"tl", UPD, "na-update"}, {"sw", UPD, "imehaririwa"}, {"ka", UPD, "განახლ"}, {"hy", UPD, "թարմաց"},

    {"en", OTHER, "event"}, {"en", OTHER, "deadline"}, {"en", OTHER, "accessed"}, {"en", OTHER, "retrieved"},
    {"en", OTHER, "when"}, {"en", OTHER, "starts"}, {"en", OTHER, "ends"}, {"en", OTHER, "expires"},
    {"en", OTHER, "valid until"}, {"en", OTHER, "valid from"}, {"en", OTHER, "born"}, {"en", OTHER, "founded"},
    {"en", OTHER, "copyright"}, {"de", OTHER, "termin"}, {"de", OTHER, "beginn"}, {"de", OTHER, "wann"},
    {"de", OTHER, "gültig bis"}, {"de", OTHER, "gültig ab"}, {"de", OTHER, "abgerufen am"}, {"de", OTHER, "geboren"},
    {"de", OTHER, "einsendeschluss"}, {"fr", OTHER, "date limite"}, {"fr", OTHER, "consulté le"},
    {"fr", OTHER, "valable"}, {"fr", OTHER, "quand"}, {"es", OTHER, "fecha límite"}, {"es", OTHER, "cuándo"},
    {"es pt", OTHER, "válido"}, {"pt", OTHER, "prazo"}, {"pt", OTHER, "quando"}, {"it", OTHER, "scadenza"},
    {"nl", OTHER, "wanneer"}, {"pl", OTHER, "kiedy"}, {"cs", OTHER, "termín"}, {"ru", OTHER, "срок"},
    {"ru", OTHER, "дата проведения"}, {"zh", OTHER, "活动时间"}, {"zh", OTHER, "截止时间"}, {"zh", OTHER, "截止日期"},
    {"zh", OTHER, "有效期"}, {"zh", OTHER, "成立时间"}, {"ja", OTHER, "開催日"}, {"ja", OTHER, "締切"},
    {"ja", OTHER, "期限"}, {"ko", OTHER, "마감"}, {"ko", OTHER, "일시"},
    {"en", OTHER, "registered"}, {"en", OTHER, "joined"}, {"en", OTHER, "member since"}, {"de", OTHER, "registriert"},
    {"de", OTHER, "mitglied seit"}, {"de", OTHER, "beigetreten"}, {"fr", OTHER, "inscrit"}, {"fr", OTHER, "inscription"},
    {"fr", OTHER, "membre depuis"}, {"es", OTHER, "registrado"}, {"es pt", OTHER, "membro desde"},
    {"es", OTHER, "miembro desde"}, {"pt", OTHER, "registado"}, {"it", OTHER, "iscritto"}, {"it", OTHER, "registrato"},
    {"nl", OTHER, "lid sinds"}, {"nl", OTHER, "geregistreerd"}, {"pl", OTHER, "dołączył"}, {"pl", OTHER, "rejestracja"},
    {"cs", OTHER, "registrace"}, {"ru", OTHER, "регистрация"}, {"ru", OTHER, "зарегистрирован"}, {"tr", OTHER, "katılım"},
    {"tr", OTHER, "kayıt"}, {"zh", OTHER, "注册时间"}, {"zh", OTHER, "注册日期"}, {"ja", OTHER, "登録日"},
    {"ko", OTHER, "가입일"},
};

#define WORD_COUNT (sizeof extract_date_words / sizeof extract_date_words[0])
const size_t extract_date_word_count = WORD_COUNT;

/* How the sentence begins that says when an article, updated since, was published. */
static const struct {
    const char *lang, *start;
} origins[] = {
    {"en", "this article was originally published"}, {"en", "this article was first published"},
    {"en", "this article was published"}, {"en", "this post was originally published"},
    {"en", "this post was first published"}, {"en", "this blog post was originally"},
    {"en", "this blog was originally published"}, {"en", "this story was originally published"},
    {"en", "this story was first published"}, {"en", "this guide was originally published"},
    {"en", "this page was originally published"}, {"en", "this piece was originally published"},
    {"en", "originally published"}, {"en", "first published"}, {"en", "update note: this blog post was originally"},
    {"en", "editor's note: this post was originally published"},
    {"en", "editor’s note: this post was originally published"},
    {"en", "editor's note: this article was originally published"},
    {"en", "editor’s note: this article was originally published"},
    {"en", "note: this article was originally published"}, {"de", "dieser artikel wurde ursprünglich"},
    {"de", "dieser artikel wurde zuerst"}, {"de", "dieser artikel wurde erstmals"},
    {"de", "dieser artikel erschien zuerst"}, {"de", "dieser artikel erschien ursprünglich"},
    {"de", "dieser artikel ist zuerst"}, {"de", "dieser artikel ist ursprünglich"},
    {"de", "dieser beitrag wurde ursprünglich"}, {"de", "dieser beitrag erschien"}, {"de", "dieser text erschien"},
    {"de", "zuerst erschienen"}, {"de", "ursprünglich veröffentlicht"}, {"de", "erstmals veröffentlicht"},
    {"fr", "cet article a été publié"}, {"fr", "cet article a été initialement publié"},
    {"fr", "cet article a été originellement publié"}, {"fr", "publié initialement"}, {"fr", "initialement publié"},
    {"fr", "article publié initialement"}, {"fr", "article initialement publié"},
    {"es", "este artículo se publicó originalmente"}, {"es", "este artículo fue publicado originalmente"},
    {"es pt", "publicado originalmente"}, {"pt", "este artigo foi publicado originalmente"},
    {"pt", "este texto foi publicado originalmente"}, {"it", "questo articolo è stato originariamente pubblicato"},
    {"it", "questo articolo è stato pubblicato"}, {"it", "pubblicato originariamente"},
    {"nl", "dit artikel werd oorspronkelijk"}, {"nl", "dit artikel is oorspronkelijk"},
    {"nl", "oorspronkelijk gepubliceerd"}, {"pl", "artykuł został pierwotnie opublikowany"},
    {"pl", "artykuł pierwotnie opublikowan"}, {"ru", "статья была впервые опубликована"},
    {"ru", "впервые опубликовано"}, {"ru", "впервые опубликована"}, {"zh", "本文最初发表于"}, {"zh", "本文首次发表于"},
    {"zh", "本文首发于"}, {"zh", "最初发表于"}, {"zh", "最初发布于"}, {"zh", "本文最初發表於"}, {"zh", "最初發表於"}, {"ja", "この記事は"},
    {"ja", "本記事は"},
};

bool extract_date_is_origin(struct base_str line)
{
    for (size_t i = 0; i < sizeof origins / sizeof origins[0] && line.len; i++)
        if ((origins[i].start[0] | 32) == (line.ptr[0] | 32) && base_str_starts_nocase(line, base_str(origins[i].start)))
            return true;
    return false;
}

/* The longest word at AT: its row, and *END behind it. */
static size_t word_at(struct base_str s, size_t at, size_t *end)
{
    char first[4];
    size_t next = at, found = WORD_COUNT;
    base_utf8_put(base_char_fold(base_utf8_next(s, &next)), first);
    *end = 0;
    for (size_t i = 0; i < WORD_COUNT; i++) {
        const char *word = extract_date_words[i].word;
        size_t behind = word[0] == first[0] ? extract_scan_word(s, at, word, false) : 0;
        if (behind > *end) {
            *end = behind;
            found = i;
        }
    }
    return found;
}

bool extract_date_says_updated(struct base_str text)
{
    bool inside = false, found = false;
    for (size_t at = 0, next, end; at < text.len && !found; at = next) {
        next = at;
        uint32_t c = base_utf8_next(text, &next);
        bool letter = base_char_is_alnum(c);
        size_t row = letter && !inside ? word_at(text, at, &end) : WORD_COUNT;
        inside = letter && !base_char_is_cjk(c);
        found = row != WORD_COUNT && extract_date_words[row].label == UPD;
    }
    return found;
}

enum extract_date_label extract_date_label(struct base_str before)
{
    enum extract_date_label label = EXTRACT_DATE_BARE;
    size_t at = before.len > LABEL_LOOK ? before.len - LABEL_LOOK : 0;
    while (at < before.len && ((unsigned char)before.ptr[at] & 0xC0) == 0x80)
        at++;
    bool inside = false;
    for (size_t next, end; at < before.len; at = next) {
        next = at;
        uint32_t c = base_utf8_next(before, &next);
        bool letter = base_char_is_alnum(c);
        size_t row = letter && !inside ? word_at(before, at, &end) : WORD_COUNT;
        inside = letter && !base_char_is_cjk(c);
        if (row == WORD_COUNT)
            continue;
        enum extract_date_label found = extract_date_words[row].label;
        if (before.len - end <= (size_t)(found == OTHER ? LABEL_OTHER_REACH : LABEL_REACH))
            label = found;
        next = end;
    }
    return label;
}
