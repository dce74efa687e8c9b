/* The files of some folders, and which of them serve a host. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "select/private.h"

struct loaded {
    int status;
    struct base_str message; /* where that failed */
    struct select_file file;
    struct select_rules *rules; /* those that begin with this file */
};

/* One file name; the file is read when its host is first asked for: of thousands a page needs one. */
struct entry {
    size_t folder;
    struct base_str key; /* "example.com", ".example.com", "global"; lower case */
    int64_t until;       /* serves pages fetched before; INT64_MAX: without a date */
    struct base_str name;
    const char *path;      /* NULL: not asked for yet */
    struct loaded *loaded; /* NULL: not read yet */
};

struct select_set {
    struct base_arena arena;
    struct entry *entries; /* by folder, key, until, name */
    size_t count, capacity;
    const char **dirs; /* of each folder */
    size_t folders;
    struct select_reader reader; /* read NULL: from disk */
};

/* ---- Listing ---- */

static struct base_str lower(struct base_arena *arena, struct base_str s)
{
    char *copy = base_arena_cstr(arena, s);

    if (arena->failed)
        return BASE_STR_NONE;
    for (size_t i = 0; i < s.len; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] - 'A' + 'a');
    return (struct base_str){copy, s.len};
}

/* KEY of "example.com@2024-05-01" becomes "example.com"; false: what follows the @ is no day. */
static bool split_day(struct base_str *key, int64_t *until)
{
    size_t at = base_str_find(*key, BASE_STR("@"));
    struct base_str day;

    *until = INT64_MAX;
    if (at == SIZE_MAX)
        return true;
    day = base_str_sub(*key, at + 1, key->len);
    key->len = at;
    return day.len == strlen("2024-05-01") && base_time_parse(day, until);
}

bool select_name_read(struct base_arena *arena, struct base_str name, struct select_name *out)
{
    struct base_str key = name;

    if (base_str_ends(key, BASE_STR(".txt")))
        key.len -= 4;
    bool read = split_day(&key, &out->until) && key.len > 0;
    if (base_str_starts_nocase(key, BASE_STR("www.")))
        key = base_str_sub(key, 4, key.len);
    out->key = lower(arena, key);
    return read;
}

static void add_entry(struct select_set *set, size_t folder, const char *name)
{
    struct select_name read;
    struct entry *entries;

    if (!base_str_ends(base_str(name), BASE_STR(".txt")) || !select_name_read(&set->arena, base_str(name), &read))
        return;
    entries = base_arena_grow(&set->arena, set->entries, set->count, &set->capacity, sizeof(*entries));
    if (!entries)
        return;
    set->entries = entries;
    entries[set->count++] = (struct entry){
        .folder = folder,
        .key = read.key,
        .until = read.until,
        .name = base_arena_str(&set->arena, base_str(name)),
    };
}

static int list_folder(struct select_set *set, size_t folder, struct base_error *e)
{
    const char *dir = set->dirs[folder];
    DIR *handle = opendir(dir);
    const struct dirent *item;

    if (!handle) {
        int status = errno == ENOENT ? BASE_MISSING : errno == ENOTDIR ? BASE_INVALID : BASE_IO;
        return base_fail(e, status, "%s: cannot read the folder of selectors: %s", dir, strerror(errno));
    }
    while ((item = readdir(handle)) != NULL)
        add_entry(set, folder, item->d_name);
    closedir(handle);
    return set->arena.failed ? base_fail(e, BASE_NOMEM, "%s: out of memory", dir) : BASE_OK;
}

static int compare_keys(const struct entry *a, size_t folder, struct base_str key)
{
    if (a->folder != folder)
        return a->folder < folder ? -1 : 1;
    return base_str_compare(a->key, key);
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = compare_keys(a, b->folder, b->key);

    if (order == 0 && a->until != b->until)
        order = a->until < b->until ? -1 : 1;
    return order ? order : base_str_compare(a->name, b->name);
}

int select_open(const char *const *dirs, size_t count, struct select_set **set, struct base_error *e)
{
    struct select_set *s = calloc(1, sizeof(*s));
    int status = BASE_OK;

    *set = NULL;
    if (!s)
        return base_fail(e, BASE_NOMEM, "selectors: out of memory");
    base_arena_init(&s->arena, 0);
    s->folders = count;
    s->dirs = BASE_NEW_ARRAY(&s->arena, const char *, count);
    for (size_t i = 0; i < count && s->dirs; i++)
        s->dirs[i] = base_arena_cstr(&s->arena, base_str(dirs[i]));
    if (s->arena.failed)
        status = base_fail(e, BASE_NOMEM, "selectors: out of memory");
    for (size_t i = 0; i < count && status == BASE_OK; i++)
        status = list_folder(s, i, e);
    if (status != BASE_OK) {
        select_close(s);
        return status;
    }
    if (s->count > 0)
        qsort(s->entries, s->count, sizeof(*s->entries), compare_entries);
    *set = s;
    return BASE_OK;
}

void select_close(struct select_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++) {
        struct loaded *loaded = set->entries[i].loaded;
        while (loaded && loaded->rules) {
            struct select_rules *next = loaded->rules->next;
            free(loaded->rules);
            loaded->rules = next;
        }
        if (loaded)
            select_file_free(&loaded->file);
        free(loaded);
    }
    base_arena_free(&set->arena);
    free(set);
}

void select_read_by(struct select_set *set, const struct select_reader *reader)
{
    set->reader = *reader;
}

/* ---- Finding ---- */

/* Of the files for KEY the one of the fetch time: the first whose day is later. Without a time
 * the newest. */
static struct entry *find_entry(struct select_set *set, size_t folder, struct base_str key, int64_t fetched)
{
    size_t low = 0, high = set->count;
    struct entry *found = NULL;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(&set->entries[middle], folder, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < set->count && compare_keys(&set->entries[low], folder, key) == 0; low++) {
        if (fetched != BASE_TIME_NONE && set->entries[low].until > fetched)
            return &set->entries[low];
        if (fetched == BASE_TIME_NONE && (!found || set->entries[low].until != found->until))
            found = &set->entries[low];
    }
    return found;
}

/* The host's own file, else that of the nearest domain above it (".example.com"). */
static struct entry *find_for_host(struct select_set *set, size_t folder, struct base_str host, int64_t fetched)
{
    struct entry *entry = find_entry(set, folder, host, fetched);

    for (size_t i = 0; !entry && i < host.len; i++)
        if (host.ptr[i] == '.')
            entry = find_entry(set, folder, base_str_sub(host, i, host.len), fetched);
    return entry;
}

/* NULL: out of memory. */
static const char *path_of(struct select_set *set, struct entry *entry)
{
    if (!entry->path)
        entry->path = base_arena_printf(&set->arena, "%s/%.*s", set->dirs[entry->folder], BASE_STR_ARG(entry->name)).ptr;
    return entry->path;
}

static int read_entry(const struct select_reader *reader, struct entry *entry, struct base_error *e)
{
    struct select_file *file = &entry->loaded->file;
    struct base_buf text = {.limit = BASE_LIMIT_SELECTOR_FILE_BYTES};
    int status;

    if (!reader->read)
        return select_file_load(file, entry->path, entry->name, NULL, e);
    status = reader->read(reader->context, entry->folder, entry->name, &text, e);
    if (status == BASE_OK)
        status = select_file_parse(file, base_buf_str(&text), entry->path, entry->name, NULL, e);
    base_buf_free(&text);
    return status;
}

static int load_entry(struct select_set *set, struct entry *entry, struct base_error *e)
{
    struct base_error why = {.text = ""};

    if (!entry->loaded) {
        if (!path_of(set, entry) || !(entry->loaded = calloc(1, sizeof(*entry->loaded))))
            return base_fail(e, BASE_NOMEM, "selectors: out of memory");
        entry->loaded->status = read_entry(&set->reader, entry, &why);
        entry->loaded->message = base_arena_str(&entry->loaded->file.arena, base_str(why.text));
    }
    if (entry->loaded->status == BASE_OK)
        return BASE_OK;
    return base_fail(e, entry->loaded->status == BASE_NOMEM ? BASE_NOMEM : BASE_INVALID, "%.*s",
                     BASE_STR_ARG(entry->loaded->message));
}

/* The chosen files of one call, the most specific first. */
struct choice {
    struct entry **entries;
    size_t count;
};

/* From each folder the host's file, then each folder's global.txt; a file that says
 * autodetect_on_failure: no is the last one. */
static int choose(struct select_set *set, struct base_str host, int64_t fetched, struct choice *choice,
                  struct base_error *e)
{
    const size_t folders = set->folders;

    for (size_t step = 0; step < 2 * folders; step++) {
        size_t folder = step < folders ? step : step - folders;
        struct entry *entry = step < folders ? find_for_host(set, folder, host, fetched)
                                                  : find_entry(set, folder, BASE_STR("global"), fetched);
        int status;

        if (!entry)
            continue;
        status = load_entry(set, entry, e);
        if (status != BASE_OK)
            return status;
        choice->entries[choice->count++] = entry;
        if (entry->loaded->file.switches[SELECT_SWITCH_AUTODETECT] == SELECT_OFF && step < folders)
            break;
    }
    return BASE_OK;
}

static bool is_choice(const struct select_rules *rules, const struct choice *choice)
{
    if (rules->count != choice->count)
        return false;
    for (size_t i = 0; i < choice->count; i++)
        if (rules->files[i] != &choice->entries[i]->loaded->file)
            return false;
    return true;
}

static struct select_rules *join(const struct choice *choice)
{
    struct loaded *first = choice->entries[0]->loaded;
    struct select_rules *rules = first->rules;

    while (rules && !is_choice(rules, choice))
        rules = rules->next;
    if (rules)
        return rules;
    rules = calloc(1, sizeof(*rules) + choice->count * sizeof(rules->files[0]));
    if (!rules)
        return NULL;
    for (size_t i = 0; i < choice->count; i++)
        rules->files[rules->count++] = &choice->entries[i]->loaded->file;
    rules->next = first->rules;
    first->rules = rules;
    return rules;
}

/* Lower case, without `www.` and the root's dot; none where it cannot be a host. */
static struct base_str normalise(struct base_str host, char copy[SELECT_LIMIT_HOST])
{
    if (!host.ptr || host.len > SELECT_LIMIT_HOST)
        return BASE_STR_NONE;
    for (size_t i = 0; i < host.len; i++)
        copy[i] = host.ptr[i] >= 'A' && host.ptr[i] <= 'Z' ? (char)(host.ptr[i] - 'A' + 'a') : host.ptr[i];
    host.ptr = copy;
    if (base_str_ends(host, BASE_STR(".")))
        host.len--;
    if (base_str_starts(host, BASE_STR("www.")))
        host = base_str_sub(host, 4, host.len);
    return host.len > 0 && host.ptr[0] != '.' ? host : BASE_STR_NONE;
}

int select_find(struct select_set *set, struct base_str host, int64_t fetched, const struct select_rules **rules,
                struct base_error *e)
{
    char copy[SELECT_LIMIT_HOST];
    struct choice choice = {NULL, 0};
    int status;

    *rules = NULL;
    host = normalise(host, copy);
    if (set->count == 0 || host.len == 0)
        return BASE_OK;
    choice.entries = calloc(2 * set->folders, sizeof(struct entry *));
    if (!choice.entries)
        return base_fail(e, BASE_NOMEM, "selectors: out of memory");
    status = choose(set, host, fetched, &choice, e);
    if (status == BASE_OK && choice.count > 0) {
        *rules = join(&choice);
        if (!*rules)
            status = base_fail(e, BASE_NOMEM, "selectors: out of memory");
    }
    free(choice.entries);
    return status;
}

const char *select_find_path(struct select_set *set, struct base_str host, int64_t fetched, bool *own)
{
    char copy[SELECT_LIMIT_HOST];
    struct entry *entry = NULL;

    *own = false;
    host = normalise(host, copy);
    for (size_t folder = 0; !entry && host.len && folder < set->folders; folder++)
        entry = find_for_host(set, folder, host, fetched);
    if (!entry)
        return NULL;
    *own = base_str_equal(entry->key, host);
    return path_of(set, entry);
}
