/*
 * newsclip-features LIST: for training, what the model sees of each block of each page. It takes the place of the
 * step that finds the body, so that all before it is as at run time.
 *
 * Output, numbers in the machine's order: for each page "P", u16 length and bytes of its id; where the page was read,
 * "B", u32 blocks, u32 features a block, and for each block its features (i16), u32 weight, u16 count
 * and slots (u16) of its markup's tokens, the same of its text's, u32 length and bytes of its text. With --plain LIST: for each block its features alone. With --names instead of LIST: the names of the features.
 */
#include "extract/body_features.h"
#include "extract/model/pages.h"

#include <stdio.h>

static bool plain;

static void put(const void *bytes, size_t size)
{
    fwrite(bytes, 1, size, stdout);
}

static void put_u32(uint32_t n)
{
    put(&n, sizeof n);
}

static void put_u16(size_t n)
{
    uint16_t small = (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
    put(&small, sizeof small);
}

static void put_slot(uint32_t token, enum extract_role role)
{
    uint16_t slot = (uint16_t)extract_token_slot(token, role);
    put(&slot, sizeof slot);
}

static void put_markup(const struct extract_view *v, uint32_t owner)
{
    struct extract_tokens all[EXTRACT_ANCESTORS + 1];
    size_t levels = 0, count = 0;

    for (uint32_t n = owner; n != PAGE_NONE && levels <= EXTRACT_ANCESTORS; n = page_at(v->job->page, n)->parent) {
        extract_markup_tokens(v->job->page, n, v->job->marks[n], &all[levels]);
        count += all[levels++].count;
    }
    put_u16(count);
    for (size_t k = 0; k < levels; k++)
        for (size_t i = 0; i < all[k].count; i++)
            put_slot(all[k].items[i], k == 0 ? EXTRACT_ROLE_OWNER : k == 1 ? EXTRACT_ROLE_PARENT : EXTRACT_ROLE_ABOVE);
}

void extract_body(struct extract_job *job)
{
    struct extract_view v;
    struct extract_tokens words;
    struct extract_features *features = extract_view_make(&v, job) ? extract_features_make(&v) : NULL;

    if (!features)
        return;
    put("B", 1);
    put_u32(job->blocks.count);
    put_u32(EXTRACT_FEATURE_COUNT);
    if (plain) {
        put(features, job->blocks.count * sizeof *features);
        return;
    }
    for (uint32_t i = 0; i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        put(features[i].v, sizeof features[i].v);
        put_u32(b->weight);
        put_markup(&v, b->owner);
        extract_text_tokens(b->text, &words);
        put_u16(words.count);
        for (size_t k = 0; k < words.count; k++)
            put_slot(words.items[k], EXTRACT_ROLE_OWNER);
        put_u32((uint32_t)b->text.len);
        put(b->text.ptr, b->text.len);
    }
}

static void before(const char *id)
{
    put("P", 1);
    put_u16(strlen(id));
    put(id, strlen(id));
}

int main(int argc, char **argv)
{
    plain = argc == 3 && strcmp(argv[1], "--plain") == 0;
    if (argc != 2 && !plain) {
        fputs("usage: newsclip-features [--plain] LIST | --names\n", stderr);
        return 2;
    }
    if (strcmp(argv[1], "--names") == 0) {
        for (size_t i = 0; extract_feature_name(i); i++)
            puts(extract_feature_name(i));
        return 0;
    }
    int status = model_pages(argv[argc - 1], before, NULL);
    return fflush(stdout) == 0 && !ferror(stdout) ? status : 1;
}
