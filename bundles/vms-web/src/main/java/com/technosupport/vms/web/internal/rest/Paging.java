package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Cuts a list into pages by the key of the last item shown, so that what is added or removed meanwhile moves nothing. */
final class Paging {

    static final int MAX_LIMIT = 1000;

    private Paging() {}

    static int limit(Integer limit) {
        new Fields().range("limit", limit, 1, MAX_LIMIT).check();
        return limit == null ? MAX_LIMIT : limit;
    }

    /** The page behind the cursor, in the order of the keys, which are unique. */
    static <T> List<T> page(List<T> all, Function<T, String> key, int limit, String cursor) {
        String after = cursor == null ? null : decode(cursor);
        return all.stream()
                .sorted(Comparator.comparing(key))
                .filter(item -> after == null || key.apply(item).compareTo(after) > 0)
                // One more, to see whether there is a next page.
                .limit(limit + 1L)
                .toList();
    }

    /** @return null on the last page */
    static <T> String nextCursor(List<T> page, Function<T, String> key, int limit) {
        return page.size() <= limit ? null : encode(key.apply(page.get(limit - 1)));
    }

    static <T> List<T> items(List<T> page, int limit) {
        return page.size() <= limit ? page : page.subList(0, limit);
    }

    static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldsException("cursor", "not one that was given out");
        }
    }
}
