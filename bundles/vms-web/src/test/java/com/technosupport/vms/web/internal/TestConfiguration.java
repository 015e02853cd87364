package com.technosupport.vms.web.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** The configuration's defaults with a few values changed. */
final class TestConfiguration {

    private TestConfiguration() {}

    static WebSettings.Configuration with(Map<String, Integer> numbers) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "requiredParts",
                new String[] {"database", " media "},
                "checkSeconds",
                1,
                "turnUrl",
                "turn:127.0.0.1:3478",
                "turnSecret",
                "planted-turn-secret"));
        values.putAll(numbers);
        return (WebSettings.Configuration) Proxy.newProxyInstance(
                WebSettings.class.getClassLoader(),
                new Class<?>[] {WebSettings.Configuration.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
