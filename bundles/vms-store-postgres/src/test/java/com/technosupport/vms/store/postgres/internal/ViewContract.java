package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.ViewId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import com.technosupport.vms.api.store.ViewStore;
import com.technosupport.vms.api.store.ViewStore.SavedView;

/** What the store of views promises, on a store with nothing in it. */
final class ViewContract {

    private ViewContract() {}

    static void views(ViewStore views, PostgresUserStore users) {
        UserId ann = user(users, "ann");
        UserId bob = user(users, "bob");
        SavedView yard = view(ann, "ann", "Yard", false, 1);
        SavedView gates = view(bob, "bob", "gates", true, 1);
        views.insert(yard);
        views.insert(gates);
        assertThat(views.viewsOf(ann)).extracting(SavedView::name).containsExactly("gates", "Yard");
        assertThat(views.viewsOf(bob)).containsExactly(gates);
        assertFails(ErrorCode.ALREADY_EXISTS, () -> views.insert(view(ann, "ann", "Yard", true, 1)));

        SavedView shared = new SavedView(yard.id(), ann, "ann", "Yard", true, 2, "{\"tiles\": []}", Samples.NOW);
        views.replace(shared);
        assertThat(views.view(yard.id())).contains(shared);
        assertFails(ErrorCode.CHANGED_MEANWHILE, () -> views.replace(shared));
        assertThat(views.viewsOf(bob)).hasSize(2);

        views.delete(yard.id());
        assertFails(ErrorCode.NOT_FOUND, () -> views.delete(yard.id()));
        assertFails(ErrorCode.NOT_FOUND, () -> views.replace(shared));

        assertThat(views.preferences(ann)).isEmpty();
        views.keepPreferences(ann, "{\"a\": 1}");
        views.keepPreferences(ann, "{\"a\": 2}");
        assertThat(views.preferences(ann)).contains("{\"a\": 2}");
        assertThat(views.preferences(bob)).isEmpty();
    }

    private static UserId user(PostgresUserStore users, String name) {
        UserRecord user = Samples.user(name, Role.VIEWER);
        users.insertUser(user);
        return user.id();
    }

    private static SavedView view(UserId owner, String name, String title, boolean shared, long revision) {
        return new SavedView(
                ViewId.next(Samples.CLOCK), owner, name, title, shared, revision, "{\"columns\": 2}", Samples.NOW);
    }

    private static void assertFails(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
