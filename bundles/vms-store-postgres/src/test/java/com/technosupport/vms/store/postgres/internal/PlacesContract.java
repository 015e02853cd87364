package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import java.time.ZoneId;
import java.util.Set;

/** What sites and groups promise, on a store with nothing in it. Called by the tests of the stores, for each server. */
final class PlacesContract {

    private static final byte[] SEALED = {1, 2, 3};

    private PlacesContract() {}

    static void sites(Database database, PostgresCameraStore cameras) {
        PostgresSiteStore sites = new PostgresSiteStore(database);
        assertThat(sites.sites()).extracting(Site::id).containsExactly(SiteId.DEFAULT);
        Site works = new Site(SiteId.next(Samples.CLOCK), "Works", ZoneId.of("Asia/Kolkata"), Samples.NOW);
        sites.insert(works);
        assertThat(sites.sites()).extracting(Site::name).containsExactly("Default", "Works");
        assertThat(sites.sites()).contains(works);
        assertFails(
                ErrorCode.ALREADY_EXISTS,
                () -> sites.insert(new Site(SiteId.next(Samples.CLOCK), "Works", works.timeZone(), Samples.NOW)));
        Site renamed = new Site(works.id(), "annex", ZoneId.of("UTC"), works.createdAt());
        sites.update(renamed);
        assertThat(sites.sites()).extracting(Site::name).containsExactly("annex", "Default");

        Camera camera = Samples.camera("gate", "serial:1");
        cameras.insert(camera, SEALED);
        assertFails(ErrorCode.IN_USE, () -> sites.delete(SiteId.DEFAULT));
        sites.delete(works.id());
        assertFails(ErrorCode.NOT_FOUND, () -> sites.delete(works.id()));
        assertFails(ErrorCode.NOT_FOUND, () -> sites.update(renamed));
    }

    static void groups(Database database, PostgresCameraStore cameras) {
        PostgresGroupStore groups = new PostgresGroupStore(database);
        PostgresUserStore users = new PostgresUserStore(database);
        Camera gate = Samples.camera("gate", "serial:1");
        Camera yard = Samples.camera("yard", "serial:2");
        Camera hall = Samples.camera("hall", "serial:3");
        Set.of(gate, yard, hall).forEach(camera -> cameras.insert(camera, SEALED));
        CameraGroup north = group("North", gate.id(), yard.id());
        groups.insertGroup(north);
        assertThat(groups.groups()).containsExactly(north);
        assertFails(ErrorCode.ALREADY_EXISTS, () -> groups.insertGroup(group("North")));
        assertFails(ErrorCode.NOT_FOUND, () -> groups.insertGroup(group("x", CameraId.next(Samples.CLOCK))));
        assertFails(ErrorCode.NOT_FOUND, () -> groups.updateGroup(group("y")));
        assertThat(groups.groups()).as("nothing of what failed").containsExactly(north);

        UserRecord viewer = granted("viewer", new Grants(Set.of(hall.id(), gate.id()), Set.of(north.id())));
        UserRecord stranger = granted("stranger", Grants.NONE);
        users.insertUser(viewer);
        users.insertUser(stranger);
        assertThat(users.findUser(viewer.id())).contains(viewer);
        assertThat(users.grantedCameras(viewer.id())).containsExactlyInAnyOrder(gate.id(), yard.id(), hall.id());
        assertThat(users.grantedCameras(stranger.id())).isEmpty();

        CameraGroup smaller = new CameraGroup(north.id(), "South", Set.of(gate.id()), north.createdAt());
        groups.updateGroup(smaller);
        assertThat(groups.groups()).containsExactly(smaller);
        assertThat(users.grantedCameras(viewer.id())).containsExactlyInAnyOrder(gate.id(), hall.id());
        cameras.delete(hall.id());
        assertThat(users.grantedCameras(viewer.id())).containsExactly(gate.id());

        groups.deleteGroup(north.id());
        assertFails(ErrorCode.NOT_FOUND, () -> groups.deleteGroup(north.id()));
        assertThat(users.findUser(viewer.id()).orElseThrow().grants()).isEqualTo(Grants.of(gate.id()));
        assertFails(
                ErrorCode.NOT_FOUND,
                () -> users.insertUser(granted("other", new Grants(Set.of(), Set.of(north.id())))));
    }

    private static CameraGroup group(String name, CameraId... cameras) {
        return new CameraGroup(GroupId.next(Samples.CLOCK), name, Set.of(cameras), Samples.NOW);
    }

    private static UserRecord granted(String name, Grants grants) {
        UserRecord user = Samples.user(name, Role.VIEWER);
        return new UserRecord(user.id(), name, user.passwordHash(), Role.VIEWER, true, false, grants, user.createdAt());
    }

    private static void assertFails(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
