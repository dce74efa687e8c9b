/* Words of headings over lists of links, and of the lines that lead to the story before and behind. A language is a
 * few rows: forms that a heading of that kind holds, folded. */
#include "extract/related.h"

enum { FOLDED_BYTES = 200, NEIGHBOUR_BYTES = 80 /* no label of a neighbour is longer */ };

static const struct {
    const char *lang, *word;
} headings[] = {
    {"en", "related"},          {"en", "similar"},          {"en", "recommend"},        {"en", "you may"},
    {"en", "you might"},        {"en", "more from"},        {"en", "more on"},          {"en", "more in"},
    {"en", "more about"},       {"de", "mehr über"},
    {"en", "more stories"},     {"en", "more news"},        {"en", "other stories"},    {"en", "other news"},
    {"en", "latest"},           {"en", "popular"},          {"en", "trending"},         {"en", "most read"},
    {"en", "most viewed"},      {"en", "don't miss"},       {"en", "also in"},          {"en", "what to read"},
    {"en", "keep reading"},     {"en", "top stories"},      {"en", "in this series"},   {"en", "explore more"},
    {"de", "ähnliche"},         {"de", "weitere artikel"},  {"de", "weitere meldungen"}, {"de", "weitere nachrichten"},
    {"de", "mehr aus"},         {"de", "mehr zu"},          {"de", "auch interessant"}, {"de", "auch interessieren"},
    {"de", "meistgelesen"},     {"de", "empfohlen"},        {"de", "empfehlung"},       {"de", "verwandte"},
    {"de", "passend dazu"},     {"de", "aktuelle meldungen"},
    {"fr", "sur le même"},      {"fr", "à lire"},           {"fr", "articles similaires"}, {"fr", "plus lus"},
    {"fr", "autres articles"},  {"fr", "pour aller plus loin"}, {"fr", "vous aimerez"}, {"fr", "recommandé"},
    {"fr", "ces articles"},     {"fr", "dernières"},        {"fr", "dans la même"},
    {"es", "relacionad"},       {"es", "lo más"},           {"es", "más noticias"},     {"es", "más leíd"},
    {"es", "otras noticias"},   {"es", "te puede"},         {"es", "le puede"},         {"es", "puede interesar"},
    {"es", "recomendad"},       {"es", "últimas"},          {"es", "más sobre"},        {"es", "también te"},
    {"ca", "més notícies"},     {"ca", "et pot interessar"},
    {"pt", "mais lidas"},       {"pt", "mais notícias"},    {"pt", "mais sobre"},       {"pt", "recomendados"},
    {"pt", "pode gostar"},      {"pt", "pode interessar"},  {"pt", "matérias"},         {"pt", "outras notícias"},
    {"it", "correlat"},         {"it", "più lett"},         {"it", "potrebbe"},         {"it", "altri articoli"},
    {"it", "altre notizie"},    {"it", "ultime notizie"},   {"it", "consigliat"},       {"it", "articoli simili"},
    {"nl", "gerelateerd"},      {"nl", "meest gelezen"},    {"nl", "meer nieuws"},      {"nl", "aanbevolen"},
    {"nl", "ook interessant"},  {"nl", "meer uit"},
    {"da", "relatere"},         {"da", "mest læste"},       {"da", "mere om"},          {"da", "seneste nyt"},
    {"no", "mest lest"},        {"no sv", "mer om"},           {"no", "siste nytt"},       {"no", "anbefalt"},
    {"sv", "mest läst"},        {"sv", "relaterat"},        {"sv", "senaste nytt"},
    {"fi", "aiheesta"},         {"fi", "luetuimmat"},       {"fi", "lisää aiheesta"},   {"fi", "uusimmat"},
    {"et", "loetumad"},         {"et", "seotud"},           {"lv", "saistīti"},         {"lv", "lasītāk"},
    {"lt", "susij"},            {"lt", "skaitomiausi"},
    {"pl", "podobne"},          {"pl", "polecan"},          {"pl", "polecamy"},         {"pl", "najczęściej czytane"},
    {"pl", "powiązane"},        {"pl", "więcej na temat"},  {"pl", "najnowsze"},
    {"cs", "související"},      {"cs", "nejčtenější"},      {"cs", "další články"},     {"cs sk", "mohlo by vás"},
    {"sk", "súvisiace"},        {"sk", "najčítanejšie"},    {"sk", "ďalšie články"},
    {"hu", "kapcsolódó"},       {"hu", "ajánl"},            {"hu", "legolvasottabb"},   {"hu", "érdekelhet"},
    {"ro", "articole similare"}, {"ro", "cele mai citite"}, {"ro", "te-ar putea"},      {"ro", "recomand"},
    {"hr sr bs", "povezan"},    {"hr sr bs", "najčitanij"}, {"hr sr bs", "slični"},     {"hr sr bs", "preporu"},
    {"sl", "sorodn"},           {"sl", "najbolj brano"},
    {"bg", "свързани"},         {"bg", "още по темата"},    {"bg", "най-четени"},       {"bg", "препоръчан"},
    {"mk sr", "поврзани"},      {"sr", "најчитаније"},      {"sr", "повезане"},
    {"ru", "по теме"},          {"ru", "похожие"},          {"ru", "популярн"},         {"ru", "рекоменд"},
    {"ru", "читайте"},          {"ru", "самое читаемое"},   {"ru", "другие новости"},   {"ru", "ещё новости"},
    {"ru", "последние новости"}, {"ru", "интересно"},       {"ru", "главное"},
    {"uk", "за темою"},         {"uk", "схожі"},            {"uk", "популярне"},        {"uk", "останні новини"},
    {"be", "па тэме"},          {"be", "папулярн"},
    {"el", "σχετικά"},          {"el", "δημοφιλή"},         {"el", "περισσότερα"},      {"sq", "lajme të ngjashme"},
    {"tr", "ilgili"},           {"tr", "benzer"},           {"tr", "en çok okunan"},    {"tr", "önerilen"},
    {"tr", "son haberler"},     {"az", "oxşar"},            {"kk", "ұқсас"},
    {"ar", "ذات صلة"},          {"ar", "اقرأ"},             {"ar", "الأكثر قراءة"},     {"ar", "قد يعجبك"},
    {"fa", "مرتبط"},            {"fa", "پربازدید"},         {"ur", "متعلقہ"},           {"he", "כתבות נוספות"},
    {"he", "אולי יעניין"},      {"hi", "संबंधित"},          {"hi", "और पढ़ें"},         {"bn", "সম্পর্কিত"},
    {"ta", "தொடர்புடைய"},       {"th", "เกี่ยวข้อง"},       {"th", "แนะนำ"},            {"th", "ยอดนิยม"},
    {"vi", "liên quan"},        {"vi", "cùng chuyên mục"},  {"vi", "đọc nhiều"},        {"vi", "có thể bạn"},
    {"vi", "tin mới"},          {"id ms", "terkait"},       {"id ms", "terpopuler"},    {"id ms", "berita lain"},
    {"id ms", "rekomendasi"},   {"id ms", "terbaru"},       {"sw", "zinazohusiana"},    {"tl", "kaugnay"},
    {"zh", "相关"},             {"zh", "相關"},             {"zh", "推荐"},             {"zh", "推薦"},
    {"zh", "延伸"},             {"zh", "喜欢"},             {"zh", "喜歡"},             {"zh", "感兴趣"},
    {"zh", "感興趣"},           {"zh", "热点"},             {"zh", "熱點"},             {"zh", "热门"},
    {"zh", "熱門"},             {"zh", "热文"},             {"zh", "热榜"},             {"zh", "排行"},
    {"zh", "最新"},             {"zh", "最近文章"},         {"zh", "更多"},             {"zh", "精选"},
    {"zh", "精選"},             {"zh", "精彩"},             {"zh", "往期"},             {"zh", "新闻榜"},
    {"zh", "看过"},             {"zh", "看過"},             {"zh", "还看了"},           {"zh", "要闻"},
    {"ja", "関連"},             {"ja", "おすすめ"},         {"ja", "あわせて読"},       {"ja", "合わせて読"},
    {"ja", "こちらも"},         {"ja", "人気"},             {"ja", "ランキング"},       {"ja", "新着"},
    {"ja", "注目"},             {"ja", "特集"},             {"ja", "この記事を読んだ"}, {"ja", "もっと読む"},
    {"ko", "관련"},             {"ko", "추천"},             {"ko", "많이 본"},          {"ko", "인기"},
    {"ko", "최신"},             {"ko", "주요뉴스"},         {"ko", "주요 뉴스"},        {"ko", "함께 볼"},
};

/* The story before and behind: what stands before or around its title. */
static const char *const neighbours[] = {
    "previous article", "next article", "previous post", "next post", "previous story", "next story", "previous", "next",
    "older post", "newer post", "vorheriger artikel", "nächster artikel", "vorheriger beitrag", "nächster beitrag",
    "article précédent", "article suivant", "artículo anterior", "artículo siguiente", "noticia anterior",
    "siguiente noticia", "artigo anterior", "próximo artigo", "articolo precedente", "articolo successivo",
    "vorig artikel", "volgend artikel", "forrige artikkel", "neste artikkel", "föregående artikel", "nästa artikel",
    "poprzedni artykuł", "następny artykuł", "předchozí článek", "následující článek", "előző cikk", "következő cikk",
    "articolul precedent", "articolul următor", "предыдущая статья", "следующая статья", "предыдущая новость",
    "следующая новость", "попередня стаття", "наступна стаття", "önceki haber", "sonraki haber", "المقال السابق",
    "المقال التالي", "bài trước", "bài tiếp theo", "上一篇", "下一篇", "上一条", "下一条", "上一條", "下一條", "上篇",
    "下篇", "上一则", "下一则", "上一则新闻", "下一则新闻", "上一篇文章", "下一篇文章", "阅读下一篇", "前一篇", "后一篇",
    "後一篇", "前の記事", "次の記事", "이전 기사", "다음 기사", "이전글", "다음글",
};

/* On a link: marks of a site's registration, no title. */
static const char *const registrations[] = {"公网安备", "公安备案", "ICP备", "ICP证", "ICP備", "许可证", "许可编号",
    "举报中心", "互联网新闻信息服务"};

static struct base_str folded(struct base_str s, char *out)
{
    size_t len = 0;

    for (size_t at = 0; at < s.len && len + 4 < FOLDED_BYTES;)
        len += base_utf8_put(base_char_fold(base_utf8_next(s, &at)), out + len);
    return (struct base_str){out, len};
}

bool extract_heads_links(struct base_str heading)
{
    char room[FOLDED_BYTES];
    struct base_str text = folded(heading, room);
    struct base_pairs pairs;

    base_pairs_make(&pairs, text);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        if (base_pairs_may_hold(&pairs, headings[i].word) && base_str_find(text, base_str(headings[i].word)) != SIZE_MAX)
            return true;
    return false;
}

/* Without the marks that stand around a label. */
static struct base_str bare(struct base_str s)
{
    static const char *const marks[] = {"【", "】", "[", "]", "：", ":", "<", ">", "«", "»", "‹", "›", "←", "→", "（",
        "）", "(", ")"};
    bool cut = true;

    for (s = base_str_trim(s); cut; s = base_str_trim(s)) {
        cut = false;
        if (s.len && base_is_ascii_letter(s.ptr[0]) && base_is_ascii_letter(s.ptr[s.len - 1]))
            break;
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
            struct base_str mark = base_str(marks[i]);
            if (base_str_starts(s, mark)) {
                s = base_str_sub(s, mark.len, s.len);
                cut = true;
            }
            if (base_str_ends(s, mark)) {
                s = base_str_sub(s, 0, s.len - mark.len);
                cut = true;
            }
        }
    }
    return s;
}

bool extract_names_neighbour(struct base_str label)
{
    char room[FOLDED_BYTES];
    struct base_str text = bare(label);

    if (!text.len || text.len > NEIGHBOUR_BYTES)
        return false;
    text = folded(text, room);
    for (size_t i = 0; i < sizeof neighbours / sizeof neighbours[0]; i++)
        if (neighbours[i][0] == text.ptr[0] && base_str_equal(text, base_str(neighbours[i])))
            return true;
    return false;
}

bool extract_is_registration(struct base_str text)
{
    for (size_t i = 0; i < sizeof registrations / sizeof registrations[0]; i++)
        if (base_str_find(text, base_str(registrations[i])) != SIZE_MAX)
            return true;
    return false;
}

const char *extract_heading_word(size_t index)
{
    return index < sizeof headings / sizeof headings[0] ? headings[index].word : NULL;
}
