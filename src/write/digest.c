/* SHA-1 and SHA-256 (FIPS 180-4), the digests of WARC records, by OpenSSL's libcrypto; and their text. */
#include "write/private.h"

#include <openssl/evp.h>

static bool hash_parts(const EVP_MD *kind, const struct base_str *parts, size_t count, unsigned char *out)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context && EVP_DigestInit_ex(context, kind, NULL);

    for (size_t i = 0; done && i < count; i++)
        done = EVP_DigestUpdate(context, parts[i].ptr, parts[i].len);
    done = done && EVP_DigestFinal_ex(context, out, NULL);
    EVP_MD_CTX_free(context);
    return done;
}

bool write_sha1(const struct base_str *parts, size_t count, unsigned char out[20])
{
    return hash_parts(EVP_sha1(), parts, count, out);
}

bool write_sha256(const struct base_str *parts, size_t count, unsigned char out[32])
{
    return hash_parts(EVP_sha256(), parts, count, out);
}

void write_base32(const unsigned char *bytes, size_t len, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t held = 0;
    size_t digits_out = 0;
    int bits = 0;

    for (size_t i = 0; i < len; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            out[digits_out++] = digits[held >> (bits - 5) & 31];
    }
    if (bits)
        out[digits_out++] = digits[held << (5 - bits) & 31];
    while (digits_out % 8)
        out[digits_out++] = '=';
    out[digits_out] = '\0';
}
