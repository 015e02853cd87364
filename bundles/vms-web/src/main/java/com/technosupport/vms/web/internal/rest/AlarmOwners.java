package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration.User;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who can see to alarms: accounts that may act on them, and see the camera where there is one. */
final class AlarmOwners {

    private final Services services;

    AlarmOwners(Services services) {
        this.services = services;
    }

    /** Those who can. */
    @Schema(name = "AlarmOwnerList")
    record OwnerList(List<Owner> items) {}

    /** An account that can see to alarms. */
    @Schema(name = "AlarmOwner")
    record Owner(String username, Role role) {}

    /** By name. */
    List<Owner> all(Optional<Alarm> alarm) {
        List<CameraGroup> groups =
                alarm.isPresent() ? services.groupAdministration().groups() : List.of();
        return services.userAdministration().users().stream()
                .filter(user -> user.enabled() && user.role() != Role.VIEWER)
                .filter(user -> alarm.isEmpty() || maySee(user, alarm.get(), groups))
                .map(user -> new Owner(user.username(), user.role()))
                .sorted(Comparator.comparing(owner -> owner.username().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static boolean maySee(User user, Alarm alarm, List<CameraGroup> groups) {
        if (user.role() == Role.ADMIN) {
            return true;
        }
        if (alarm.camera().isEmpty()) {
            return false;
        }
        CameraId camera = alarm.camera().get();
        return user.grants().cameras().contains(camera)
                || groups.stream()
                        .anyMatch(group -> group.cameras().contains(camera)
                                && user.grants().groups().contains(group.id()));
    }
}
