/* The leading image, and those of the body with caption and credit. */
#include "extract/private.h"

enum { IMAGE_LIMIT = 100, IMAGE_MIN_SIDE = 60, IMAGE_FIGURE_NODES = 200 };

/* The address of the widest candidate of a srcset. */
static struct base_str widest(struct base_str srcset)
{
    struct base_str part, best = BASE_STR_NONE;
    size_t best_size = 0;
    size_t at = 0;
    while (at < srcset.len) {
        while (at < srcset.len && (srcset.ptr[at] == ' ' || srcset.ptr[at] == ',' || srcset.ptr[at] == '\n' ||
            srcset.ptr[at] == '\t'))
            at++;
        size_t start = at;
        while (at < srcset.len && srcset.ptr[at] != ' ' && srcset.ptr[at] != '\n' && srcset.ptr[at] != '\t')
            at++;
        part = base_str_sub(srcset, start, at);
        size_t size = 1;
        while (at < srcset.len && srcset.ptr[at] != ',') {
            if (srcset.ptr[at] >= '0' && srcset.ptr[at] <= '9')
                size = size < 1000000 ? (size == 1 ? 0 : size) * 10 + (size_t)(srcset.ptr[at] - '0') : size;
            at++;
        }
        if (part.len && part.ptr[part.len - 1] == ',')
            part.len--;
        if (part.len && size > best_size) {
            best = part;
            best_size = size;
        }
    }
    return best;
}

static bool is_usable(struct base_str ref)
{
    return ref.len && !base_str_starts_nocase(ref, BASE_STR("data:")) && !memchr(ref.ptr, '{', ref.len);
}

/* Lazy pages keep the address in an attribute of their own. */
static struct base_str image_ref(const struct page *page, uint32_t node)
{
    static const char *const sets[] = {"data-srcset", "srcset"};
    static const char *const refs[] = {"data-original", "data-src", "data-lazy-src", "data-url", "src"};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        struct base_str ref = widest(page_attribute(page, node, sets[i]));
        if (is_usable(ref))
            return ref;
    }
    for (size_t i = 0; i < sizeof refs / sizeof refs[0]; i++) {
        struct base_str ref = page_attribute(page, node, refs[i]);
        if (is_usable(ref))
            return ref;
    }
    return BASE_STR_NONE;
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

/* The caption of the figure that holds the image. */
static struct base_str caption_of(const struct extract_job *job, uint32_t node)
{
    uint32_t figure = page_closest(job->page, node, PAGE_TAG_FIGURE);
    if (figure == PAGE_NONE || page_at(job->page, figure)->end - figure > IMAGE_FIGURE_NODES)
        return BASE_STR_NONE;
    for (uint32_t i = figure; i < page_at(job->page, figure)->end; i++)
        if (page_at(job->page, i)->tag == PAGE_TAG_FIGCAPTION)
            return page_text(job->page, job->arena, i, job->skip);
    return BASE_STR_NONE;
}

/* Parts the credit off a caption: "... (Photo: X)", "... Foto: X", "... 图：X". */
static void part_credit(struct extract_image *image)
{
    static const char *const labels[] = {"photo:", "photo by", "photograph:", "credit:", "image:", "foto:", "bild:",
        "crédit", "crédito:", "fotografía:", "©", "图/", "摄/", "图源", "图片来源", "写真", "사진"};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        size_t at = base_str_find_nocase(image->caption, base_str(labels[i]));
        if (at == SIZE_MAX)
            continue;
        struct base_str credit = base_str_sub(image->caption, at + strlen(labels[i]), image->caption.len);
        while (credit.len && strchr(": )", credit.ptr[credit.len - 1]))
            credit.len--;
        while (credit.len && strchr(": (", credit.ptr[0]))
            credit = base_str_sub(credit, 1, credit.len);
        if (!credit.len || credit.len > 200)
            continue;
        image->credit = base_str_trim(credit);
        struct base_str head = base_str_trim(base_str_sub(image->caption, 0, at));
        while (head.len && strchr("([-|", head.ptr[head.len - 1]))
            head = base_str_trim(base_str_sub(head, 0, head.len - 1));
        image->caption = head;
        return;
    }
}

static void add_image(struct extract_job *job, uint32_t node)
{
    struct extract_images *images = &job->article->images;
    struct extract_image image = {.url = page_resolve(job->page, job->arena, image_ref(job->page, node))};
    if (!image.url.len || is_tiny(job->page, node))
        return;
    for (size_t i = 0; i < images->count; i++)
        if (base_str_equal(images->items[i].url, image.url))
            return;
    image.caption = caption_of(job, node);
    part_credit(&image);
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
    if (hit) {
        struct select_value value = hit->values[0];
        bool element = value.node != PAGE_NONE && page_at(job->page, value.node)->tag == PAGE_TAG_IMG;
        article->image.url = page_resolve(job->page, job->arena, element ? image_ref(job->page, value.node)
            : value.text);
        article->from[EXTRACT_IMAGE] = hit->from;
    }
    for (size_t i = 0; i < count && !article->image.url.len; i++) {
        article->image.url = page_resolve(job->page, job->arena, facts[i].value);
        from = extract_origin_name(facts[i].origin);
    }
    if (!article->image.url.len && article->images.count) {
        article->image = article->images.items[0];
        from = "generic";
    }
    for (size_t i = 0; i < article->images.count; i++)
        if (base_str_equal(article->images.items[i].url, article->image.url))
            article->image = article->images.items[i];
    if (!article->image.url.len)
        article->from[EXTRACT_IMAGE] = BASE_STR_NONE;
    else if (from)
        extract_set_from(job, EXTRACT_IMAGE, from);
}
