/* The next page of a story that is told over several. A link counts as one only where its address is the story's
 * own with the next page number: "next" alone is as often the next story. */
#include "extract/private.h"

/* What stands on such a link, the number apart; lower case. */
static const char *const next_words[] = {
    "next", "next page", "next »", "next ›", "next >", "»", "›", ">", "older", "continue", "continue reading",
    "下一页", "下一頁", "下页", "下頁", "余下全文", "次へ", "次のページ", "次ページ", "다음", "다음 페이지", "다음페이지",
    "weiter", "nächste seite", "nächste", "suivant", "suivante", "page suivante", "siguiente", "página siguiente",
    "seguinte", "próxima", "próxima página", "avanti", "successiva", "pagina successiva", "volgende", "volgende pagina",
    "nästa", "næste", "neste", "seuraava", "dalej", "następna", "następna strona", "další", "ďalšia", "következő",
    "următoarea", "sljedeća", "следваща", "следующая", "далее", "дальше", "далі", "наступна", "επόμενη", "επόμενο",
    "sonraki", "sonraki sayfa", "التالي", "الصفحة التالية", "הבא", "بعدی", "अगला", "หน้าถัดไป", "trang sau", "selanjutnya",
    "berikutnya", "halaman selanjutnya",
};

enum { MAX_PAGE = 99 };

static struct base_str folded(struct base_arena *arena, struct base_str s)
{
    struct base_buf out = BASE_BUF_INIT;
    struct base_str copy;

    for (size_t at = 0; at < s.len;)
        base_buf_add_utf8(&out, base_char_fold(base_utf8_next(s, &at)));
    copy = base_arena_str(arena, base_str_trim(base_buf_str(&out)));
    base_buf_free(&out);
    return copy;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where two addresses differ: A and B without their common head and tail, numbers left whole. */
static void split_difference(struct base_str *a, struct base_str *b, struct base_str *head)
{
    size_t from = 0, end_a = a->len, end_b = b->len;

    while (from < end_a && from < end_b && a->ptr[from] == b->ptr[from])
        from++;
    if ((from < end_a && is_digit(a->ptr[from])) || (from < end_b && is_digit(b->ptr[from])))
        while (from > 0 && is_digit(a->ptr[from - 1]))
            from--;
    while (end_a > from && end_b > from && a->ptr[end_a - 1] == b->ptr[end_b - 1] && !is_digit(a->ptr[end_a - 1])) {
        end_a--;
        end_b--;
    }
    *head = base_str_sub(*a, 0, from);
    *a = base_str_sub(*a, from, end_a);
    *b = base_str_sub(*b, from, end_b);
}

/* A page number at the end of S: all digits of it; 0 where there is none. */
static size_t number_behind(struct base_str s, struct base_str *before)
{
    size_t from = s.len, number;

    if (base_str_ends(s, BASE_STR("/")))
        s.len--, from--;
    while (from > 0 && is_digit(s.ptr[from - 1]))
        from--;
    *before = base_str_sub(s, 0, from);
    return from < s.len && base_str_to_size(base_str_sub(s, from, s.len), MAX_PAGE, &number) ? number : 0;
}

/* What may stand between a story's address and its page number: nothing but separators and a word for page. */
static bool is_page_mark(struct base_str s)
{
    static const char *const words[] = {"", "p", "pg", "page", "pagina", "seite", "pageno", "curpage", "pn"};
    char plain[16];
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (strchr("_-/=.?&,", c))
            continue;
        if (n + 1 >= sizeof plain || !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            return false;
        plain[n++] = (char)(c | 0x20);
    }
    plain[n] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(plain, words[i]))
            return true;
    return false;
}

size_t extract_page_number(struct base_str first, struct base_str url)
{
    struct base_str head, mark;
    size_t number, one;

    split_difference(&first, &url, &head);
    number = number_behind(url, &mark);
    if (number < 2 || !is_page_mark(mark))
        return 0;
    if (first.len == 0 || base_str_equal(first, BASE_STR("/"))) /* story.html, story_2.html */
        return mark.len || base_str_ends(head, BASE_STR("/")) ? number : 0;
    one = number_behind(first, &head); /* story_1.html, story_2.html */
    return one == 1 && base_str_equal(head, mark) ? number : 0;
}

/* The link says that it leads on: rel=next, a word for it, or the number itself. */
static bool leads_on(struct extract_job *job, uint32_t node, size_t number)
{
    struct base_str text, digits = base_arena_printf(job->arena, "%zu", number);

    if (base_str_has_token(page_attribute(job->page, node, "rel"), BASE_STR("next")))
        return true;
    text = folded(job->arena, page_text(job->page, job->arena, node, NULL));
    if (text.len > 64)
        return false;
    if (base_str_equal(text, digits))
        return true;
    for (size_t i = 0; i < sizeof next_words / sizeof *next_words; i++)
        if (base_str_equal(text, base_str(next_words[i])))
            return true;
    return false;
}

static struct base_str selected_next(struct extract_job *job)
{
    const struct select_result *selected = job->input->selected;
    struct base_str next = selected ? selected->next_page : BASE_STR_NONE;

    /* a rule's link may lead to the list of all stories, but not off the site */
    if (next.ptr && !base_str_equal(base_url_origin(next), base_url_origin(job->page->url)))
        return BASE_STR_NONE;
    return next;
}

/* A page of the same owner that has the whole story; not asked of a page that was itself asked for. */
static struct base_str selected_whole(const struct extract_job *job)
{
    const struct select_result *selected = job->input->selected;
    struct base_str whole = selected ? selected->single_page : BASE_STR_NONE;

    if (!whole.ptr || job->input->first_page.ptr ||
        !base_str_equal(base_url_site(base_url_host(whole)), base_url_site(base_url_host(job->page->url))))
        return BASE_STR_NONE;
    return whole;
}

void extract_next_page(struct extract_job *job)
{
    struct base_str url = job->page->url, first = job->input->first_page.ptr ? job->input->first_page : url;
    size_t wanted = extract_page_number(first, url) + 1;

    job->article->whole_page = selected_whole(job);
    job->article->next_page = selected_next(job);
    if (wanted == 1)
        wanted = 2;
    if (job->input->selected && job->input->selected->skip_next_page && !job->article->next_page.ptr)
        return;
    for (uint32_t i = 0; i < job->page->count && !job->article->next_page.ptr; i++) {
        uint16_t tag = page_at(job->page, i)->tag;
        struct base_str target;

        if (tag != PAGE_TAG_A && tag != PAGE_TAG_LINK)
            continue;
        target = page_attribute(job->page, i, "href");
        /* resolving every link would cost more than the page is worth: the number is in the reference itself */
        if (!memchr(target.ptr ? target.ptr : "", (char)('0' + wanted % 10), target.len))
            continue;
        target = page_resolve(job->page, job->arena, target);
        if (target.ptr && extract_page_number(first, target) == wanted && leads_on(job, i, wanted))
            job->article->next_page = target;
    }
    /* until somebody joins it */
    if (job->article->next_page.ptr && job->article->body.ptr)
        job->article->flags |= 1u << EXTRACT_FLAG_PAGE_MISSING;
}
