/*
 * DIR/state.conf: where the state of an archive is, when it is not beside it, and by what name the archive goes there: the
 * files of many crawlers stand in one state. Only its owner may read it, since an address may hold a password.
 */
#include "state/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONF_BYTES = 8192, NAME_BYTES = 8 };

static int path_of(const char *dir, const char *file, char path[4096], struct base_error *e)
{
    return (size_t)snprintf(path, 4096, "%s/%s", dir, file) < 4096
        ? BASE_OK : base_fail(e, BASE_INVALID, "%s: the path is too long", dir);
}

/* The value of "KEY = value"; none. */
static struct base_str value_of(struct base_str text, struct base_str key)
{
    struct base_str line;
    while (base_str_next(&text, '\n', &line)) {
        size_t equals = base_str_find(line, BASE_STR("="));
        if (equals != SIZE_MAX && base_str_equal(base_str_trim(base_str_sub(line, 0, equals)), key))
            return base_str_trim(base_str_sub(line, equals + 1, line.len));
    }
    return BASE_STR_NONE;
}

int state_conf_read(const char *dir, struct state_conf *conf, struct base_error *e)
{
    char path[4096];
    struct base_buf text = BASE_BUF_INIT;
    int status = path_of(dir, "state.conf", path, e);
    *conf = (struct state_conf){0};
    if (status == BASE_OK && access(path, F_OK) != 0)
        return BASE_OK;
    if (status == BASE_OK)
        status = base_file_read(path, CONF_BYTES, &text, e);
    struct base_str url = value_of(base_buf_str(&text), BASE_STR("url"));
    struct base_str archive = value_of(base_buf_str(&text), BASE_STR("archive"));
    if (status == BASE_OK && (url.len == 0 || archive.len == 0))
        status = base_fail(e, BASE_INVALID, "%s: lacks url or archive", path);
    if (status == BASE_OK && ((conf->url = strndup(url.ptr, url.len)) == NULL ||
                              (conf->archive = strndup(archive.ptr, archive.len)) == NULL))
        status = base_fail(e, BASE_NOMEM, "%s: out of memory", path);
    base_buf_free(&text);
    if (status != BASE_OK)
        state_conf_free(conf);
    return status;
}

void state_conf_free(struct state_conf *conf)
{
    free(conf->url);
    free(conf->archive);
    *conf = (struct state_conf){0};
}

/* Without what only the server should see: user and password, parameters. */
void state_conf_show(const char *url, char *out, size_t size)
{
    const char *host = strstr(url, "://"), *at;
    size_t scheme, len;
    host = host != NULL ? host + 3 : url;
    scheme = (size_t)(host - url);
    len = strcspn(host, "?");
    for (at = host + len; at > host && at[-1] != '@'; at--) {
    }
    snprintf(out, size, "%.*s%.*s", (int)scheme, url, (int)(host + len - at), at);
}

static int make_name(char out[2 * NAME_BYTES + 1], struct base_error *e)
{
    unsigned char bytes[NAME_BYTES];
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, bytes, sizeof bytes) : -1;
    if (fd >= 0)
        close(fd);
    if (n != (ssize_t)sizeof bytes)
        return base_fail(e, BASE_IO, "/dev/urandom: %s", strerror(errno));
    for (size_t i = 0; i < NAME_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    return BASE_OK;
}

static int write_conf(const char *dir, const char *url, const char *archive, struct base_error *e)
{
    char path[4096], fresh[4096] = "";
    struct base_buf text = BASE_BUF_INIT;
    int status = path_of(dir, "state.conf", path, e), fd = -1;
    if (status == BASE_OK)
        status = path_of(dir, "state.conf.new", fresh, e);
    base_buf_printf(&text, "url = %s\narchive = %s\n", url, archive);
    if (status == BASE_OK && text.failed)
        status = base_fail(e, BASE_NOMEM, "%s: out of memory", path);
    if (status == BASE_OK && (fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0)
        status = base_fail(e, BASE_IO, "%s: %s", fresh, strerror(errno));
    if (status == BASE_OK && (base_file_write_all(fd, text.ptr, text.len) != BASE_OK || fsync(fd) != 0 ||
                              rename(fresh, path) != 0))
        status = base_fail(e, BASE_IO, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    base_buf_free(&text);
    return status;
}

bool state_is_there(const char *dir)
{
    char path[4096];
    return (path_of(dir, "state.db", path, NULL) == BASE_OK && access(path, F_OK) == 0) ||
           (path_of(dir, "state.conf", path, NULL) == BASE_OK && access(path, F_OK) == 0);
}

int state_choose(const char *dir, const char *url, struct base_error *e)
{
    char path[4096], archive[2 * NAME_BYTES + 1];
    struct state_conf conf = {0};
    struct base_str text = base_str(url);
    int status;
    if (!(base_str_starts(text, BASE_STR("postgresql://")) || base_str_starts(text, BASE_STR("postgres://"))) ||
        strchr(url, '\n') != NULL)
        return base_fail(e, BASE_INVALID, "a state elsewhere is postgresql://USER@HOST/DATABASE");
    status = path_of(dir, "state.db", path, e);
    if (status == BASE_OK && access(path, F_OK) == 0)
        return base_fail(e, BASE_INVALID, "%s: the archive has its state here; --state takes another --data", path);
    if (status == BASE_OK)
        status = base_file_make_dirs(dir, e);
    if (status == BASE_OK)
        status = state_conf_read(dir, &conf, e);
    if (status == BASE_OK && (conf.url == NULL || strcmp(conf.url, url) != 0)) {
        if (conf.archive == NULL)
            status = make_name(archive, e);
        if (status == BASE_OK)
            status = write_conf(dir, url, conf.archive != NULL ? conf.archive : archive, e);
    }
    state_conf_free(&conf);
    return status;
}
