package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.PlanId;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.PlanStore;
import com.technosupport.vms.api.store.PlanStore.Picture;
import com.technosupport.vms.api.store.PlanStore.PlacedCamera;
import com.technosupport.vms.api.store.PlanStore.Plan;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** What the store of plans promises, on a store with nothing in it. */
final class PlanContract {

    private static final byte[] PICTURE = {1, 2, 3};
    private static final byte[] OTHER = {4, 5};

    private PlanContract() {}

    static void plans(Database database, PostgresCameraStore cameras) {
        PlanStore plans = new PostgresPlanStore(database);
        Camera gate = Samples.camera("gate", "serial:1");
        cameras.insert(gate, new byte[] {1});
        PlacedCamera placed = new PlacedCamera(gate.id(), 0.25, 0.75, 270, 90, 0.2);
        Plan yard = plan(PlanId.next(Samples.CLOCK), SiteId.DEFAULT, "yard", List.of(placed), 1);
        plans.insert(yard, PICTURE);
        Plan attic = plan(PlanId.next(Samples.CLOCK), SiteId.DEFAULT, "Attic", List.of(), 1);
        plans.insert(attic, OTHER);
        assertThat(plans.plans()).containsExactly(attic, yard);
        assertThat(plans.plan(yard.id())).contains(yard);
        assertThat(plans.picture(yard.id())).contains(PICTURE);

        assertFails(
                ErrorCode.ALREADY_EXISTS,
                () -> plans.insert(plan(PlanId.next(Samples.CLOCK), SiteId.DEFAULT, "yard", List.of(), 1), PICTURE));
        assertFails(
                ErrorCode.NOT_FOUND,
                () -> plans.insert(
                        plan(PlanId.next(Samples.CLOCK), SiteId.next(Samples.CLOCK), "x", List.of(), 1), PICTURE));
        PlacedCamera unknown = new PlacedCamera(CameraId.next(Samples.CLOCK), 0, 0, 0, 0, 0);
        Plan impossible = plan(yard.id(), SiteId.DEFAULT, "yard", List.of(unknown), 2);
        assertFails(ErrorCode.NOT_FOUND, () -> plans.replace(impossible, Optional.empty()));
        assertThat(plans.plan(yard.id())).as("nothing of it was kept").contains(yard);

        Plan emptied = plan(yard.id(), SiteId.DEFAULT, "Yard", List.of(), 2);
        plans.replace(emptied, Optional.of(OTHER));
        assertThat(plans.plan(yard.id())).contains(emptied);
        assertThat(plans.picture(yard.id())).contains(OTHER);
        assertFails(ErrorCode.CHANGED_MEANWHILE, () -> plans.replace(emptied, Optional.empty()));
        plans.replace(plan(yard.id(), SiteId.DEFAULT, "Yard", List.of(placed), 3), Optional.empty());
        assertThat(plans.picture(yard.id())).contains(OTHER);

        PostgresSiteStore sites = new PostgresSiteStore(database);
        Site annex = new Site(SiteId.next(Samples.CLOCK), "Annex", ZoneId.of("UTC"), Samples.NOW);
        sites.insert(annex);
        plans.replace(plan(attic.id(), annex.id(), "Attic", List.of(), 2), Optional.empty());
        assertFails(ErrorCode.IN_USE, () -> sites.delete(annex.id()));

        cameras.delete(gate.id());
        assertThat(plans.plan(yard.id()).orElseThrow().cameras()).isEmpty();
        plans.delete(yard.id());
        assertThat(plans.picture(yard.id())).isEmpty();
        assertFails(ErrorCode.NOT_FOUND, () -> plans.delete(yard.id()));
        assertFails(ErrorCode.NOT_FOUND, () -> plans.replace(emptied, Optional.empty()));
    }

    private static Plan plan(PlanId id, SiteId site, String name, List<PlacedCamera> cameras, long revision) {
        return new Plan(id, site, name, new Picture("image/png", 800, 600, "ab"), cameras, revision, Samples.NOW);
    }

    private static void assertFails(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
