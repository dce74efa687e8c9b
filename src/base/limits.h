/*
 * All caps of the program, with their units and their reasons. A cap that a user
 * may move has an option that starts from the value here.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    /* Input */
    BASE_LIMIT_PAGE_BYTES = 32 << 20,      /* one page, decoded: the longest live blogs are 8 MB */
    BASE_LIMIT_TEXT_BYTES = 96 << 20,      /* the same as UTF-8: three bytes for each byte at worst */
    BASE_LIMIT_NODES = 2000000,            /* nodes of a page; real pages stay below 60,000 */
    BASE_LIMIT_DEPTH = 512,                /* nesting kept; deeper elements become siblings */
    BASE_LIMIT_ATTRIBUTES = 256,           /* attributes kept of one tag */
    BASE_LIMIT_SPAN = 1000,                /* colspan and rowspan, as browsers clamp them */
    BASE_LIMIT_CANDIDATES = 50000,         /* addresses of one feed or sitemap (sitemaps.org) */
    BASE_LIMIT_SITEMAP_BYTES = 50 << 20,   /* one sitemap, unpacked (sitemaps.org) */
    BASE_LIMIT_SELECTOR_FILE_BYTES = 1 << 20,
    BASE_LIMIT_URL_BYTES = 8000,           /* RFC 9110, 4.1 recommends support for at least this */
    BASE_LIMIT_PAGES = 20,                 /* pages joined to one story */
    BASE_LIMIT_LINE_BYTES = 1 << 20,       /* one line of an input list or a configuration */

    BASE_LIMIT_CONFIG_BYTES = 4 << 20,     /* portals.conf: some ten thousand portals */

    /* Content codings */
    BASE_LIMIT_CODING_RATIO = 200,         /* unpacked to packed; the most repetitive real pages reach 60 */
    BASE_LIMIT_CODING_FREE_BYTES = 1 << 20, /* up to here any ratio is good */
    BASE_LIMIT_CODINGS = 4,                /* one over the other; one is usual */
    BASE_LIMIT_CODING_WINDOW_LOG = 27,     /* zstd's own default: 128 MB at most for a window */

    /* WARC */
    BASE_LIMIT_WARC_HEADER_BYTES = 64 << 10,      /* the header of one record */
    BASE_LIMIT_WARC_BLOCK_BYTES = (32 << 20) + (256 << 10), /* of a record that is read: a body and its headers */
    BASE_LIMIT_PACK_BYTES = 4 << 20,              /* lines of an archive that are packed as one */
    BASE_LIMIT_WARC_DICTIONARY_BYTES = 16 << 20,  /* of a .warc.zst */
    BASE_LIMIT_WARC_SEEN = 1 << 18,               /* payloads that later ones may refer to: about 64 MB */

    /* Fetching */
    BASE_LIMIT_BODY_BYTES = 32 << 20,      /* one response, content codings undone */
    BASE_LIMIT_ROBOTS_BYTES = 500 << 10,   /* RFC 9309, 2.5 asks for at least 500 KiB */
    BASE_LIMIT_ROBOTS_SLACK = 64 << 10,    /* unpacked beyond that before it is cut */
    BASE_LIMIT_HOP_BYTES = 1 << 20,        /* kept of a redirect's body */
    BASE_LIMIT_HEADER_BYTES = 256 << 10,   /* all headers of one response */
    BASE_LIMIT_HEADER_LINE_BYTES = 100 << 10, /* one line of them: libcurl's own cap, for the message */
    BASE_LIMIT_REDIRECTS = 10,
    BASE_LIMIT_ROBOTS_REDIRECTS = 5,       /* RFC 9309, 2.3.1.2: beyond these there is no robots.txt */
    BASE_LIMIT_HOST_MB = 4096,             /* received from one host in a run: the largest portal's day is below 1000 */
    BASE_LIMIT_CONNECT_MS = 15000,
    BASE_LIMIT_FIRST_BYTE_MS = 30000,
    BASE_LIMIT_TOTAL_MS = 120000,          /* one request from start to end */
    BASE_LIMIT_LOW_SPEED_BYTES = 100,      /* a second, over ... */
    BASE_LIMIT_LOW_SPEED_S = 20,
    BASE_LIMIT_ROBOTS_AGE_S = 24 * 3600,   /* RFC 9309, 2.4 */
    BASE_LIMIT_CRAWL_DELAY_S = 30,         /* a larger Crawl-delay is cut to this */
    BASE_LIMIT_RETRY_AFTER_S = 600,        /* waits longer than this leave the host for the next run */

    BASE_LIMIT_HOST_WAIT_S = 7 * 86400,    /* a host that asks to be left alone for longer is asked again */

    /* A state on PostgreSQL */
    BASE_LIMIT_STATE_CONNECT_S = 10,
    BASE_LIMIT_STATE_STATEMENT_MS = 10000, /* one statement; each takes a millisecond */
    BASE_LIMIT_STATE_LOCK_MS = 5000,       /* of which waiting for another crawler: a commit of its is over sooner */
    BASE_LIMIT_STATE_URL_BYTES = 2000,     /* an index of PostgreSQL takes 2,704; no page of a portal needs as much */
    BASE_LIMIT_LEASE_S = 60,               /* a crawler that is not heard of for so long has lost its portals; lease moves it */
    BASE_LIMIT_TURN_WAIT_MS = 100,         /* until it is asked again whether another crawler's request has ended */
    BASE_LIMIT_RECONNECT_MS = 30000,       /* the longest wait before a lost connection is tried anew */
    BASE_LIMIT_LEASED_PORTALS = 128,       /* that one crawler holds at a time */

    /* Workers */
    BASE_LIMIT_PAGE_MS = 10000,            /* processor time of one page in a worker, */
    BASE_LIMIT_PAGE_TIMES = 6,             /* and so many times as long by the clock, where the machine is busy */
    BASE_LIMIT_LEARN_MS = 60000,           /* processor time of all pages that selectors are learned from */
    BASE_LIMIT_LEARN_NODES = 1000000,      /* nodes of those pages together: thirty of the largest kind */
    BASE_LIMIT_WORKER_BYTES = 512 << 20,   /* memory of one worker, beside program and libraries: a page of the largest
                                              kind with all its copies took 470 MB */
    BASE_LIMIT_FRAME_BYTES = 128 << 20,    /* one message between parent and worker */
    BASE_LIMIT_JOBS = 256,

    /* Crawling */
    BASE_LIMIT_CRAWL_PAGES = 20000,        /* pages of one portal in one run; max-pages moves it */
    BASE_LIMIT_CRAWL_DEPTH = 8,            /* links away from the start page; depth moves it */
    BASE_LIMIT_CRAWL_LIST_PAGES = 100,     /* pages of one list in one run */
    BASE_LIMIT_CRAWL_WINDOW = 4096,        /* addresses of one portal that wait in memory; the others in the state */
    BASE_LIMIT_REGEX_STEPS = 100000,       /* of one match of include or exclude: some milliseconds */
    BASE_LIMIT_REGEX_DEPTH = 10000,
    BASE_LIMIT_REGEX_KB = 20000,           /* heap of one match */
};

#endif
