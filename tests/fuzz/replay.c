/* Runs a fuzz target over files: the corpus, and what once crashed. Usage: fuzz_NAME FILE... */
#include "base/base.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
    int replayed = 0;

    for (int i = 1; i < argc; i++) {
        struct base_buf bytes = BASE_BUF_INIT;
        struct base_error e = {""};

        if (base_file_read(argv[i], BASE_LIMIT_PAGE_BYTES, &bytes, &e) != BASE_OK) {
            fprintf(stderr, "%s\n", e.text);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)(bytes.ptr ? bytes.ptr : ""), bytes.len);
        base_buf_free(&bytes);
        replayed++;
    }
    printf("replayed %d inputs\n", replayed);
    return replayed ? 0 : 1;
}
