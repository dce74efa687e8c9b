/* Feeds and sitemaps as they are fetched: sitemaps may be large, and packed. */
#include "work/private.h"

enum { HEAD_BYTES = 8 << 10, PIECE_BYTES = 64 << 10 };

/* Bytes that come piece by piece, unpacked. */
struct pieces {
    struct base_str in;
    struct base_decoder *decoder; /* NULL: they are not packed */
    size_t made;                  /* so far */
    bool damaged;
};

static int open_pieces(struct pieces *p, struct base_str bytes, struct base_error *e)
{
    enum base_coding coding = base_coding_seen(bytes);

    *p = (struct pieces){.in = bytes};
    return coding == BASE_CODING_IDENTITY ? BASE_OK : base_decoder_open(coding, &p->decoder, e);
}

/* The next one of at most ROOM bytes, OUT or a part of the input; empty at the end. */
static struct base_str next_piece(struct pieces *p, char *out, size_t room)
{
    size_t made = p->in.len < room ? p->in.len : room;
    struct base_str piece = base_str_sub(p->in, 0, made);
    struct base_error e = {""};
    bool ended = false;

    if (!p->decoder) {
        p->in = base_str_sub(p->in, made, p->in.len);
    } else {
        made = 0;
        while (!p->damaged && made == 0) {
            size_t left = p->in.len;

            p->damaged = base_decoder_step(p->decoder, &p->in, out, room, &made, &ended, &e) != BASE_OK;
            if (made == 0 && p->in.len == left)
                break;
        }
        piece = (struct base_str){out, made};
    }
    p->made += made;
    return piece;
}

static int read_sitemap(struct base_arena *arena, const struct work_page *page, struct pieces *p, struct base_str head,
                        char *room, struct discover_list *links, struct base_error *e)
{
    struct discover_sitemap *sitemap;
    struct base_str piece = head;
    int status = discover_sitemap_open(arena, page->url, links, &sitemap, e);

    if (status != BASE_OK)
        return status;
    while (piece.len > 0 && discover_sitemap_feed(sitemap, piece))
        piece = p->made < BASE_LIMIT_SITEMAP_BYTES ? next_piece(p, room, PIECE_BYTES) : BASE_STR("");
    status = discover_sitemap_close(sitemap, e);
    links->partial |= p->damaged;
    return status;
}

/* A feed that was packed as a file, feed.xml.gz: what is good of it. */
static int read_packed(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                       struct discover_list *links, struct base_error *e)
{
    struct base_buf bytes = {.limit = BASE_LIMIT_PAGE_BYTES};
    struct base_decoder *decoder = NULL;
    struct work_page unpacked = *page;
    int status = base_decoder_open(base_coding_seen(page->bytes), &decoder, e);
    struct base_error damage = {""};

    if (status == BASE_OK && base_decoder_feed(decoder, page->bytes, &bytes, &damage) != BASE_OK && !bytes.len)
        status = base_fail(e, BASE_INVALID, "%s", damage.text);
    if (status == BASE_OK) {
        unpacked.bytes = base_arena_str(arena, base_buf_str(&bytes));
        unpacked.content_type = BASE_STR_NONE; /* it speaks of the packing */
        status = work_find_links(clipper, arena, &unpacked, links, e);
        links->partial |= damage.text[0] != '\0';
    }
    base_decoder_close(decoder);
    base_buf_free(&bytes);
    return status;
}

/* Sitemaps are UTF-8; one that says that it is not takes the long way. */
static bool is_plain_sitemap(struct base_str head)
{
    size_t encoding = base_str_find_nocase(head, BASE_STR("encoding="));

    return discover_is_sitemap(head) &&
           (encoding == SIZE_MAX ||
            base_str_starts_nocase(base_str_sub(head, encoding + 10 < head.len ? encoding + 10 : head.len, head.len),
                                   BASE_STR("utf-8")));
}

int work_find_source_links(struct work_clipper *clipper, struct base_arena *arena, const struct work_page *page,
                           struct discover_list *links, struct base_error *e)
{
    char *room = base_arena_room(arena, PIECE_BYTES);
    struct pieces p = {0};
    struct base_str head = BASE_STR_NONE;
    int status = room ? open_pieces(&p, page->bytes, e) : base_fail(e, BASE_NOMEM, "out of memory");

    bool is_sitemap = status == BASE_OK && (is_plain_sitemap(head = next_piece(&p, room, HEAD_BYTES)));
    bool is_packed = p.decoder != NULL;
    if (is_sitemap)
        status = read_sitemap(arena, page, &p, head, room, links, e);
    base_decoder_close(p.decoder);
    if (is_sitemap && status == BASE_OK)
        work_judge_links(clipper, page, links);
    else if (status == BASE_OK)
        status = is_packed ? read_packed(clipper, arena, page, links, e)
                           : work_find_links(clipper, arena, page, links, e);
    return status;
}
