/* Libraries that are opened at run time, by the names of their functions. */
#include "base/private.h"

#include <dlfcn.h>

int base_library_open(const char *const *files, const char *purpose, const struct base_symbol *symbols, size_t count,
                      void *table, struct base_error *e)
{
    void *library = NULL;
    size_t at = 0;
    /* NODELETE: what a library has registered with the process cannot be taken back */
    while (files[at] != NULL && (library = dlopen(files[at], RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE)) == NULL)
        at++;
    if (library == NULL)
        return base_fail(e, BASE_MISSING, "%s: %s is needed for that, and cannot be opened: %s", purpose, files[0], dlerror());
    for (size_t i = 0; i < count; i++) {
        void *symbol = dlsym(library, symbols[i].name);
        if (symbol == NULL)
            return base_fail(e, BASE_MISSING, "%s: %s has no function %s: it is too old", purpose, files[at], symbols[i].name);
        memcpy((char *)table + symbols[i].offset, &symbol, sizeof symbol);
    }
    return BASE_OK;
}
