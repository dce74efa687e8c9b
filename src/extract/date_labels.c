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
    {"cs", PUB, "publikován"}, {"cs", PUB, "vydáno"}, {"sk", PUB, "publikované"}, {"hr", PUB, "objavljeno"},
    {"sr", PUB, "објављено"}, {"hu", PUB, "megjelent"}, {"hu", PUB, "közzétéve"}, {"ro", PUB, "publicat"},
    {"ru", PUB, "опубликован"}, {"uk", PUB, "опубліковано"}, {"bg", PUB, "публикуван"}, {"el", PUB, "δημοσιεύ"},
    {"el", PUB, "δημοσίευ"}, {"tr", PUB, "yayınlan"}, {"tr", PUB, "yayın tarihi"}, {"ar", PUB, "نشر"},
    {"fa", PUB, "انتشار"}, {"he", PUB, "פורסם"}, {"hi", PUB, "प्रकाशित"}, {"th", PUB, "เผยแพร่"}, {"vi", PUB, "đăng"},
    {"id ms", PUB, "diterbitkan"}, {"id", PUB, "dipublikasikan"}, {"ms", PUB, "disiarkan"}, {"zh", PUB, "发布"},
    {"zh", PUB, "发表"}, {"zh", PUB, "發布"}, {"zh", PUB, "發佈"}, {"zh", PUB, "發表"}, {"zh ja", PUB, "公開"},
    {"ja", PUB, "掲載"}, {"ja", PUB, "配信"}, {"ja", PUB, "投稿"}, {"ko", PUB, "입력"}, {"ko", PUB, "등록"},
    {"ko", PUB, "게재"}, {"ko", PUB, "기사입력"}, {"ko", PUB, "기사등록"}, {"ko", PUB, "승인"}, {"ko", PUB, "작성"},
    {"de", PUB, "gepostet"}, {"es pt", PUB, "data de publicação"}, {"pt", PUB, "postado"}, {"sw", PUB, "imechapishwa"},
    {"ca", PUB, "publicat"}, {"lt", PUB, "paskelbta"}, {"lv", PUB, "publicēts"}, {"sl", PUB, "objavljeno"},

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
};

#define WORD_COUNT (sizeof extract_date_words / sizeof extract_date_words[0])
const size_t extract_date_word_count = WORD_COUNT;

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
