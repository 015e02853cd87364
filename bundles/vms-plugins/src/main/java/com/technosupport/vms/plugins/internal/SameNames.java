package com.technosupport.vms.plugins.internal;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.service.component.annotations.Component;

/**
 * Lets this bundle install another bundle of the same symbolic name and version, since a new build of a version is tried beside
 * the one that serves; and a feature may bring what a plug-in replaces. For all others the framework's rule holds.
 */
@Component(
        service = {SameNames.class, CollisionHook.class},
        immediate = true)
public final class SameNames implements CollisionHook {

    private final Bundle self = FrameworkUtil.getBundle(SameNames.class);

    @Override
    public void filterCollisions(int operationType, Bundle target, Collection<Bundle> collisionCandidates) {
        if (operationType == INSTALLING && self.equals(target)) {
            collisionCandidates.clear();
        } else {
            collisionCandidates.removeIf(OwnBundles::isOurs);
        }
    }
}
