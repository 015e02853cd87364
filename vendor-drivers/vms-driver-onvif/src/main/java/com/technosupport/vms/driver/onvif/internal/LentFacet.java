package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.internal.InstalledProfiles.Provided;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * What core gets in place of a profile's facet: it finds the profile anew at each call, so that a facet outlives an update of the
 * profile's bundle and holds none of its classes.
 */
final class LentFacet implements InvocationHandler {

    private final Class<?> type;
    private final OnvifDevice device;
    private final InstalledProfiles profiles;

    private LentFacet(Class<?> type, OnvifDevice device, InstalledProfiles profiles) {
        this.type = type;
        this.device = device;
        this.profiles = profiles;
    }

    static <F> F of(Class<F> type, OnvifDevice device, InstalledProfiles profiles) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new LentFacet(type, device, profiles)));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "ONVIF " + type.getSimpleName();
            };
        }
        Provided<?> provided = profiles.facets(type, device).stream()
                .findFirst()
                .orElseThrow(() -> new VmsException(
                        ErrorCode.NOT_SUPPORTED,
                        "The bundle of the ONVIF profile that can do this is not installed any more"));
        Thrown thrown = new Thrown();
        InstalledProfile.Use<Object> call = () -> thrown.invoke(method, provided.facet(), arguments);
        Object result = null;
        if (type == DeviceEvents.class) {
            provided.by().listen(call);
        } else {
            result = provided.by().use(call);
        }
        if (thrown.other != null) {
            throw thrown.other;
        }
        return result;
    }

    /** What a call threw; an interrupt and what is unchecked pass through. */
    private static final class Thrown {

        private Throwable other;

        Object invoke(Method method, Object target, Object[] arguments) throws InterruptedException {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof InterruptedException interrupt) {
                    throw interrupt;
                }
                other = e.getCause();
                return null;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("A facet's interface is public", e);
            }
        }
    }
}
