/* What a worker saw on a page, across the process boundary. */
#include "work/private.h"

enum { EXPLAINED_BLOCKS = BASE_LIMIT_NODES, POINTS_MOST = 1 << 24 };

bool work_pack_explained(const struct extract_explained *explained, struct base_buf *out)
{
    work_put_number(out, explained->missed);
    work_put_number(out, explained->count);
    for (size_t i = 0; i < explained->count; i++) {
        const struct extract_explained_block *b = &explained->items[i];

        work_put_str(out, b->text);
        work_put_str(out, b->place);
        work_put_number(out, b->score);
        work_put_number(out, b->part);
        for (size_t k = 0; k < EXTRACT_REASONS; k++) {
            work_put_str(out, b->reasons[k].feature ? base_str(b->reasons[k].feature) : BASE_STR_NONE);
            work_put_number(out, (uint64_t)((int64_t)b->reasons[k].points + POINTS_MOST));
        }
    }
    return !out->failed;
}

/* Only names of our own come in. */
static bool find_name(struct base_str said, const char **name)
{
    *name = NULL;
    for (size_t i = 0; said.ptr && !*name && extract_reason_name(i); i++)
        if (base_str_equal(said, base_str(extract_reason_name(i))))
            *name = extract_reason_name(i);
    return !said.ptr || *name;
}

static bool get_block(struct work_reader *in, struct extract_explained_block *b)
{
    *b = (struct extract_explained_block){.text = work_get_str(in), .place = work_get_str(in)};
    uint64_t score = work_get_number(in), part = work_get_number(in);
    bool fits = score <= 1000 && part < EXTRACT_PART_COUNT && base_utf8_valid(b->text) && base_utf8_valid(b->place);

    b->score = (uint16_t)score;
    b->part = (uint8_t)part;
    for (size_t k = 0; k < EXTRACT_REASONS; k++) {
        struct base_str name = work_get_str(in);
        uint64_t points = work_get_number(in);

        fits = fits && find_name(name, &b->reasons[k].feature) && points <= 2 * POINTS_MOST;
        b->reasons[k].points = (int)((int64_t)points - POINTS_MOST);
    }
    return fits && !in->failed;
}

int work_unpack_explained(struct base_arena *arena, struct base_str bytes, struct extract_explained *explained,
                          struct base_error *e)
{
    struct work_reader in = {bytes, false};
    uint64_t missed = work_get_number(&in), count = work_get_number(&in);

    *explained = (struct extract_explained){.missed = (uint32_t)missed};
    /* a block takes more bytes of the message than one */
    if (in.failed || missed >> SELECT_FIELD_COUNT || count > EXPLAINED_BLOCKS || count > in.rest.len)
        return base_fail(e, BASE_INVALID, "the worker's answer is malformed");
    explained->items = BASE_NEW_ARRAY(arena, struct extract_explained_block, (size_t)count + 1);
    if (!explained->items)
        return base_fail(e, BASE_NOMEM, "out of memory");
    while (explained->count < count)
        if (!get_block(&in, &explained->items[explained->count++]))
            return base_fail(e, BASE_INVALID, "the worker's answer is malformed");
    return in.rest.len ? base_fail(e, BASE_INVALID, "the worker's answer is malformed") : BASE_OK;
}
