/* The leading image, and those of the body with caption and credit. */
#include "extract/body.h"

enum { IMAGE_LIMIT = 100, IMAGE_MIN_SIDE = 60, IMAGE_FIGURE_NODES = 200, IMAGE_CREDIT_BYTES = 200,
    IMAGE_BOX_NODES = 400 };

/* An address as a program's template left it. */
static bool is_template(struct base_str url)
{
    return url.len && (memchr(url.ptr, '{', url.len) || base_str_find_nocase(url, BASE_STR("%7b")) != SIZE_MAX);
}

static bool is_tiny(const struct page *page, uint32_t node)
{
    static const char *const sides[] = {"width", "height"};
    for (size_t i = 0; i < 2; i++) {
        size_t side;
        if (base_str_to_size(page_attribute(page, node, sides[i]), 100000, &side) && side < IMAGE_MIN_SIDE)
            return true;
    }
    return false;
}

/* One of the nearest boxes, none of them as large as an article, bears one of the words. */
static bool is_within(const struct page *page, uint32_t node, unsigned up, const char *const *words, size_t count)
{
    for (; up > 0 && node != PAGE_NONE && page_at(page, node)->end - node <= IMAGE_BOX_NODES; up--) {
        if (extract_is_named(page, node, words, count))
            return true;
        node = page_at(page, node)->parent;
    }
    return false;
}

/* Pictures of the writer, marks of the house, and those of other stories. */
static bool is_foreign(const struct page *page, uint32_t node)
{
    static const char *const emblems[] = {"avatar", "logo", "author", "gravatar", "icon", "emoji", "badge"};
    static const char *const boxes[] = {"related", "recommended", "recirc", "sidebar", "comment", "newsletter", "promo"};
    return is_within(page, node, 3, emblems, sizeof emblems / sizeof emblems[0]) ||
           is_within(page, node, 8, boxes, sizeof boxes / sizeof boxes[0]);
}

/* The figure that holds the image; PAGE_NONE where that is as much as an article. */
static uint32_t figure_of(const struct page *page, uint32_t node)
{
    uint32_t figure = page_closest(page, node, PAGE_TAG_FIGURE);
    return figure != PAGE_NONE && page_at(page, figure)->end - figure <= IMAGE_FIGURE_NODES ? figure : PAGE_NONE;
}

static struct base_str caption_of(const struct extract_job *job, uint32_t figure)
{
    for (uint32_t i = figure; figure != PAGE_NONE && i < page_at(job->page, figure)->end; i++)
        if (page_at(job->page, i)->tag == PAGE_TAG_FIGCAPTION)
            return page_text(job->page, job->arena, i, job->skip);
    return BASE_STR_NONE;
}

/* What stands before a credit; of two that begin at one place the longer one counts. */
static const char *const picture_labels[] = {
    "photo credit", "photo credits", "image credit", "image credits", "picture credit", "photo by", "photos by", "image by",
    "picture by", "photograph by", "photography by", "photo illustration by", "illustration by", "photo courtesy of",
    "image courtesy of", "photo:", "photos:", "photograph:", "image:", "images:", "picture:",
    "photo /", "foto:", "fotos:", "foto ©", "foto /", "bild:", "bilder:", "bildrechte:", "grafik:", "crédit photo",
    "crédits photo", "photo :", "fotografía:", "imagen:", "imagem:", "foto di", "foto de",
    "beeld:", "kuva:", "fot.", "zdjęcie:", "fotó:", "sursa foto", "φωτογραφία:", "φωτο:", "фото:",
    "Фото:", "снимка:", "Снимка:", "fotoğraf:", "صورة:", "تصوير:", "צילום:", "फोटो:", "ภาพ:", "ảnh:", "Ảnh:",
    "写真:", "写真＝", "写真／", "撮影:", "图/", "圖/", "摄/", "图源", "图片来源", "圖片來源", "摄影：", "摄影/", "사진=",
    "사진 제공",
};
/* The same in a caption, of a source that may be a text's too. */
static const char *const source_labels[] = {
    "courtesy of", "credit:", "quelle:", "crédit :", "crédit:", "crédito:", "źródło:", "zdroj:", "© ", "©", "供图：",
    "출처 =", "출처=",
};
#define COUNT(labels) (sizeof(labels) / sizeof(labels)[0])

/* Where from FROM on the first of the labels stands in TEXT as a word of its own, the longest there; *END behind it. */
static size_t find_label(struct base_str text, size_t from, const char *const *labels, size_t count, size_t *end)
{
    bool begins[256] = {false};

    for (size_t i = 0; i < count; i++)
        begins[(unsigned char)labels[i][0]] = true;
    *end = 0;
    for (size_t at = from; at < text.len; at++) {
        char c = text.ptr[at];
        c = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if (!begins[(unsigned char)c] || (at && base_is_ascii_letter(text.ptr[at - 1])))
            continue;
        for (size_t i = 0; i < count; i++) {
            if (labels[i][0] != c || !base_str_starts_nocase(base_str_sub(text, at, text.len), base_str(labels[i])))
                continue;
            size_t behind = at + strlen(labels[i]);
            *end = behind > *end ? behind : *end;
        }
        if (*end)
            return at;
    }
    return SIZE_MAX;
}

static size_t find_credit(struct base_str text, size_t *end)
{
    size_t source_end, picture = find_label(text, 0, picture_labels, COUNT(picture_labels), end);
    size_t source = find_label(text, 0, source_labels, COUNT(source_labels), &source_end);

    if (source > picture || (source == picture && source_end <= *end))
        return picture;
    *end = source_end;
    return source;
}

enum { NAMES_LEAST = 3, NAMES_MOST = 80, LABEL_MOST = 40 }; /* bytes of what a credit says, and of its label */

bool extract_ends_in_credit(struct base_str text)
{
    size_t end, tail = text.len > NAMES_MOST + LABEL_MOST ? text.len - NAMES_MOST - LABEL_MOST : 0;

    if (extract_stops(text) == 2)
        return false;
    size_t at = tail ? SIZE_MAX : find_credit(text, &end);
    if (at > 1) {
        at = find_label(text, tail > text.len / 3 ? tail : text.len / 3 + 1, picture_labels, COUNT(picture_labels), &end);
        if (at == SIZE_MAX)
            return false;
    }
    return text.len - end >= NAMES_LEAST && text.len - end <= NAMES_MOST &&
           extract_stops(base_str_sub(text, end, text.len)) == 0;
}

/* Of an element of the figure that calls itself one. */
static struct base_str stated_credit(const struct extract_job *job, uint32_t figure)
{
    static const char *const words[] = {"credit", "copyright", "photographer", "byline", "fotograf", "copy"};
    for (uint32_t i = figure + 1; figure != PAGE_NONE && i < page_at(job->page, figure)->end; i++) {
        if (page_at(job->page, i)->tag == PAGE_TAG_TEXT || page_at(job->page, i)->tag == PAGE_TAG_FIGCAPTION ||
            !EXTRACT_IS_NAMED(job->page, i, words))
            continue;
        struct base_str text = page_text(job->page, job->arena, i, job->skip);
        size_t end, label = find_credit(text, &end);
        if (text.len && text.len <= IMAGE_CREDIT_BYTES && (label == 0 || label == SIZE_MAX))
            return text;
    }
    return BASE_STR_NONE;
}

/* Without the marks that stood around a credit and its label. */
static struct base_str bare(struct base_str s)
{
    s = base_str_trim(s);
    while (s.len && strchr(":=/|([,;-", s.ptr[0]))
        s = base_str_trim(base_str_sub(s, 1, s.len));
    if (base_str_starts(s, BASE_STR("：")))
        s = base_str_trim(base_str_sub(s, strlen("："), s.len));
    while (s.len && (strchr(":=/|([,;-", s.ptr[s.len - 1]) ||
                     (s.ptr[s.len - 1] == ')' && !memchr(s.ptr, '(', s.len)) ||
                     (s.ptr[s.len - 1] == ']' && !memchr(s.ptr, '[', s.len))))
        s = base_str_trim(base_str_sub(s, 0, s.len - 1));
    return s;
}

/* Parts the credit off a caption: "... (Photo: X)", "... Foto: X", "... 图：X", or what an element of the figure states. */
static void part_credit(struct extract_image *image, struct base_str stated)
{
    size_t end, at = find_credit(image->caption, &end);
    if (stated.len) {
        size_t label;
        if (base_str_ends(image->caption, stated))
            image->caption = bare(base_str_sub(image->caption, 0, image->caption.len - stated.len));
        image->credit = bare(find_credit(stated, &label) == 0 ? base_str_sub(stated, label, stated.len) : stated);
        return;
    }
    if (at == SIZE_MAX)
        return;
    struct base_str credit = bare(base_str_sub(image->caption, end, image->caption.len));
    if (!credit.len || credit.len > IMAGE_CREDIT_BYTES)
        return;
    image->credit = credit;
    image->caption = bare(base_str_sub(image->caption, 0, at));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A picture's address without query, ending, and the size before that: picture-1024x683.jpg; none where it is no file
 * of a picture. */
static struct base_str size_free(struct base_str url)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"};
    const char *query = memchr(url.ptr, '?', url.len);
    struct base_str stem = BASE_STR_NONE;
    if (query)
        url.len = (size_t)(query - url.ptr);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0] && !stem.ptr; i++)
        if (base_str_ends(url, base_str(endings[i])))
            stem = base_str_sub(url, 0, url.len - strlen(endings[i]));
    size_t high = stem.len, wide;
    while (high && is_digit(stem.ptr[high - 1]))
        high--;
    if (high == stem.len || !high || stem.ptr[high - 1] != 'x')
        return stem;
    for (wide = high - 1; wide && is_digit(stem.ptr[wide - 1]); wide--)
        ;
    bool size = wide < high - 1 && wide && (stem.ptr[wide - 1] == '-' || stem.ptr[wide - 1] == '_');
    return size ? base_str_sub(stem, 0, wide - 1) : stem;
}

/* The same, in another size. */
static bool is_same_picture(struct base_str a, struct base_str b)
{
    struct base_str stem = size_free(a);
    return base_str_equal(a, b) || (stem.len && base_str_equal(stem, size_free(b)));
}

static void add_image(struct extract_job *job, uint32_t node)
{
    struct extract_images *images = &job->article->images;
    struct extract_image image = {.url = page_image_url(job->page, job->arena, node)};
    if (!image.url.len || is_tiny(job->page, node) || is_foreign(job->page, node))
        return;
    for (size_t i = 0; i < images->count; i++)
        if (is_same_picture(images->items[i].url, image.url))
            return;
    uint32_t figure = figure_of(job->page, node);
    image.caption = caption_of(job, figure);
    part_credit(&image, stated_credit(job, figure));
    struct extract_image *items =
        base_arena_grow(job->arena, images->items, images->count, &images->capacity, sizeof *items);
    if (!items)
        return;
    images->items = items;
    items[images->count++] = image;
}

/* Images between the headline (or the body's first block) and the body's last one. */
static void from_body(struct extract_job *job)
{
    uint32_t first = PAGE_NONE, last = 0;
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        if (!job->keep[i])
            continue;
        if (first == PAGE_NONE)
            first = job->blocks.items[i].first;
        last = job->blocks.items[i].last;
    }
    if (first == PAGE_NONE)
        return;
    if (job->title_node != PAGE_NONE && job->title_node < first)
        first = job->title_node;
    for (uint32_t i = first; i <= last && i < job->page->count && job->article->images.count < IMAGE_LIMIT; i++)
        if (page_at(job->page, i)->tag == PAGE_TAG_IMG && !job->skip[i] &&
            page_closest(job->page, i, PAGE_TAG_ASIDE) == PAGE_NONE)
            add_image(job, i);
}

void extract_images(struct extract_job *job)
{
    struct extract_article *article = job->article;
    const struct select_hit *hit = extract_selected(job, SELECT_IMAGE);
    from_body(job);
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_IMAGE, &count);
    const char *from = NULL;
    /* the site's picture for all that has none */
    if (job->input->selected && job->input->selected->skip_image && !article->images.count)
        count = 0;
    if (hit) {
        struct select_value value = hit->values[0];
        bool element = value.node != PAGE_NONE && page_at(job->page, value.node)->tag == PAGE_TAG_IMG;
        article->image.url = element ? page_image_url(job->page, job->arena, value.node)
                                     : page_resolve(job->page, job->arena, value.text);
        article->from[EXTRACT_IMAGE] = hit->from;
    }
    for (size_t i = 0; i < count && !article->image.url.len; i++) {
        if (is_template(facts[i].value))
            continue;
        article->image.url = page_resolve(job->page, job->arena, facts[i].value);
        from = extract_origin_name(facts[i].origin);
    }
    if (!article->image.url.len && article->images.count) {
        article->image = article->images.items[0];
        from = "generic";
    }
    for (size_t i = 0; i < article->images.count; i++)
        if (is_same_picture(article->images.items[i].url, article->image.url)) {
            article->image.caption = article->images.items[i].caption;
            article->image.credit = article->images.items[i].credit;
            break;
        }
    if (!article->image.url.len)
        article->from[EXTRACT_IMAGE] = BASE_STR_NONE;
    else if (from)
        extract_set_from(job, EXTRACT_IMAGE, from);
}
