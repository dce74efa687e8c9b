/* Names in Han letters: they stand behind an office, an agency before it; blanks part them. */
#include "extract/names.h"

enum {
    HAN_BYLINE_BYTES = 120, /* a longer line is text */
    HAN_INSTITUTION = 14    /* letters of the institution before an office */
};

/* Offices that Chinese, Japanese and Korean pages write before or behind a name. */
static const char *const offices[] = {"专栏作者", "特约作者", "专栏作家", "特约通讯员", "通讯员", "特约记者", "实习记者", "见习记者", "首席记者",
    "全媒体记者", "本报记者", "特派员", "驻地记者", "记者", "記者", "通訊員", "特派員", "撰稿", "撰文", "实习生", "特约撰稿人", "评论员",
    "기자", "특파원", "作者 "};

static size_t length_of(struct base_str s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.len; count++)
        base_utf8_next(s, &at);
    return count;
}

static bool ends_with(struct base_str s, const char *const *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (base_str_ends(s, base_str(ends[i])))
            return true;
    return false;
}

#define ENDS_WITH(s, table) ends_with(s, table, sizeof(table) / sizeof((table)[0]))

bool extract_is_han_report(struct base_str s)
{
    static const char *const ends[] = {"报道", "報導", "報道", "综合", "整理", "整合", "综编", "摄影", "摄", "编译", "专稿", "供图", "发布",
        "投稿", "編譯", "綜合"};
    return ENDS_WITH(s, ends);
}

/* The first office word in S: its offset, *END behind it; SIZE_MAX where there is none. */
static size_t find_office(struct base_str s, size_t *end)
{
    size_t first = SIZE_MAX;
    struct base_pairs pairs;
    base_pairs_make(&pairs, s);
    for (size_t i = 0; i < sizeof offices / sizeof offices[0]; i++) {
        size_t at = base_pairs_may_hold(&pairs, offices[i]) ? base_str_find(s, base_str(offices[i])) : SIZE_MAX;
        if (at < first) {
            first = at;
            *end = at + strlen(offices[i]);
        }
    }
    return first;
}

/* Names in Han letters are parted by blanks; a longer word behind one is its institution. */
static void add_words(const struct extract_naming *n, struct base_str part)
{
    size_t start = 0;
    bool named = false;
    if (base_str_starts_nocase(n->context->lang, BASE_STR("ja")) && length_of(part) <= 9) {
        extract_name_keep(n, part); /* family and given name are parted by a blank */
        return;
    }
    for (size_t at = 0; start <= part.len;) {
        size_t here = at;
        uint32_t c = at < part.len ? base_utf8_next(part, &at) : ' ';
        if (!base_char_is_space(c))
            continue;
        struct base_str word = extract_strip_edges(base_str_sub(part, start, here));
        start = here == part.len ? part.len + 1 : at;
        if (!word.len)
            continue;
        size_t letters = length_of(word);
        if (named && (letters > 4 || letters < 2))
            break;
        extract_name_keep(n, word);
        named = true;
    }
}

/* Two to four letters that are no agency's or paper's name. */
static bool is_name(struct base_str s)
{
    static const char *const ends[] = {"社", "报", "網", "网", "台", "报社", "報", "臺", "刊", "日报", "晚报"};
    size_t letters = length_of(s);
    return letters >= 2 && letters <= 4 && !ENDS_WITH(s, ends);
}

/* A person's: two to four letters, the first a common family name. */
bool extract_is_han_person(struct base_str s)
{
    static const char families[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
        "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文欧司樊兰殷施洪翟安倪"
        "張劉陳楊黃趙吳孫馬鄭許韓鄧馮蕭蔣葉蘇呂盧譚陸鐘賈鄒秦嚴龔萬錢湯喬賴蘭翁簡游詹溫柯阮上诸皇令慕端";
    size_t at = 0;
    if (!s.len || !is_name(s))
        return false;
    base_utf8_next(s, &at);
    return base_str_find(BASE_STR(families), base_str_sub(s, 0, at)) != SIZE_MAX;
}

/* Four letters are more often a word. */
static bool is_sure_name(struct base_str s)
{
    return is_name(s) && (length_of(s) < 4 || extract_is_han_person(s));
}

/* The words behind an office: names, and at most what was done. */
static bool are_names(struct base_str s)
{
    size_t start = 0, names = 0;
    for (size_t at = 0; at <= s.len;) {
        size_t here = at;
        uint32_t c = at < s.len ? base_utf8_next(s, &at) : ' ';
        bool last = here == s.len;
        if (base_char_is_space(c) || c == 0x3001 || c == ',' || c == 0xFF0C || c == '/' || c == 0xFF0F) {
            struct base_str word = extract_strip_edges(base_str_sub(s, start, here));
            bool report = extract_is_han_report(word), name = word.len && !report && is_sure_name(word);
            if (word.len && !report && !name)
                return false;
            names += name;
            start = at;
        } else if (!base_char_is_cjk(c) && c != 0xB7 && c != ':' && c != 0xFF1A && c != '|') {
            return false;
        }
        if (last)
            break;
    }
    return names > 0;
}

bool extract_is_han_byline(struct base_str line)
{
    size_t end, at;
    line = extract_strip_edges(line);
    if (!line.len || line.len > HAN_BYLINE_BYTES || (at = find_office(line, &end)) == SIZE_MAX)
        return false;
    if (length_of(base_str_sub(line, 0, at)) > HAN_INSTITUTION || base_str_find(line, BASE_STR("。")) != SIZE_MAX)
        return false;
    struct base_str rest = base_str_sub(line, end, line.len);
    for (size_t next; (at = find_office(rest, &next)) != SIZE_MAX; rest = base_str_sub(rest, next, rest.len))
        if (at && !are_names(base_str_sub(rest, 0, at)))
            return false;
    return are_names(rest);
}

void extract_han_names_add(const struct extract_naming *n, struct base_str part)
{
    size_t before = n->names->count, end = 0, next;
    struct base_str rest = extract_strip_edges(part);
    size_t at = find_office(rest, &end);
    struct base_str head = extract_strip_edges(at == SIZE_MAX ? rest : base_str_sub(rest, 0, at));
    if (at != SIZE_MAX && extract_is_han_person(head))
        add_words(n, head);
    while (at != SIZE_MAX) {
        rest = base_str_sub(rest, end, rest.len);
        at = find_office(rest, &next);
        add_words(n, extract_strip_edges(base_str_sub(rest, 0, at == SIZE_MAX ? rest.len : at)));
        end = next;
    }
    if (n->names->count == before)
        add_words(n, head);
}
