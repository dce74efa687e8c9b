/* newsclip-bodies LIST: for training, the bodies that the built-in model gives, as a JSON object {id: {"body": text}}. */
#include "extract/model/pages.h"

#include <stdio.h>

static void after(const char *id, const struct record *record)
{
    struct base_buf line = BASE_BUF_INIT;

    base_buf_add_char(&line, ',');
    base_buf_add_json(&line, base_str(id));
    base_buf_add_z(&line, ":{\"kind\":");
    base_buf_add_json(&line, base_str(extract_kind_name(record->article.kind)));
    base_buf_add_z(&line, ",\"body\":");
    base_buf_add_json(&line, record->article.body);
    base_buf_add_z(&line, "}\n");
    fwrite(line.ptr, 1, line.len, stdout);
    base_buf_free(&line);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: newsclip-bodies LIST\n", stderr);
        return 2;
    }
    fputs("{\"\":{}\n", stdout);
    int status = model_pages(argv[1], NULL, after);
    fputs("}\n", stdout);
    return fflush(stdout) == 0 && !ferror(stdout) ? status : 1;
}
