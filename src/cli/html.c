/* What the pages for a browser share: head, colours, text of strangers. */
#include "cli/html.h"

/* Colours keep a contrast of 4.5 to 1 in the light and in the dark. Nothing is loaded, no script runs. */
static const char head[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<style>\n"
    ":root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--faint:#595959;--line:#c8c8c8;--shade:#f3f3f3;"
    "--title:#8a1c7c;--byline:#7a4a00;--date:#5a5a00;--body:#0b5d1e;--related:#0a4b8c;--bad:#a51212}\n"
    "@media (prefers-color-scheme:dark){:root{--paper:#16181b;--ink:#e8e8e8;--faint:#a9a9a9;--line:#4a4f55;--shade:#22262b;"
    "--title:#f0a6e6;--byline:#f2bd78;--date:#dcdc7a;--body:#8fdca3;--related:#8fc3f5;--bad:#ff9c9c}}\n"
    "*{box-sizing:border-box}body{margin:0 auto;padding:1rem;max-width:75rem;background:var(--paper);color:var(--ink);"
    "font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.4rem;line-height:1.25}h2{font-size:1.1rem;margin-top:2rem;border-bottom:1px solid var(--line)}\n"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0}"
    "th{font-weight:600}code,pre{font:.85rem/1.45 ui-monospace,monospace}\n";

void cli_html_begin(struct base_buf *out, const char *style)
{
    base_buf_add_z(out, head);
    base_buf_add_z(out, style);
}

void cli_html_put(struct base_buf *out, struct base_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t c = base_utf8_next(text, &at);
        bool turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;

        if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || turns)
            base_buf_add_z(out, "\xEF\xBF\xBD");
        else if (c < 0x80 && c != '\'') /* attributes here are in double quotes */
            base_buf_add_markup(out, (char)c);
        else
            base_buf_add_str(out, base_str_sub(text, from, at));
    }
}

int cli_html_write(const char *path, struct base_str text)
{
    struct write_output *output = NULL;
    struct base_error e = {""};
    int status = write_output_open(path, &output, &e);

    if (status == BASE_OK)
        status = write_output_add(output, text, &e);
    if (status == BASE_OK)
        status = write_output_finish(output, &e);
    else if (output)
        write_output_abort(output);
    if (status != BASE_OK)
        cli_error("%s", e.text);
    return status == BASE_OK ? CLI_OK : CLI_SOME_FAILED;
}
