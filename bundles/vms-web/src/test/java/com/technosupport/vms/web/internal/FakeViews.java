package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.ViewId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.ViewStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Views in memory. */
public final class FakeViews implements ViewStore {

    private final Map<ViewId, SavedView> views = new ConcurrentHashMap<>();
    private final Map<UserId, String> preferences = new ConcurrentHashMap<>();

    @Override
    public List<SavedView> viewsOf(UserId user) {
        return views.values().stream()
                .filter(view -> view.shared() || view.owner().equals(user))
                .sorted(Comparator.comparing(SavedView::name))
                .toList();
    }

    @Override
    public Optional<SavedView> view(ViewId id) {
        return Optional.ofNullable(views.get(id));
    }

    @Override
    public void insert(SavedView view) {
        views.put(view.id(), view);
    }

    @Override
    public void replace(SavedView view) {
        views.compute(view.id(), (id, before) -> {
            if (before == null || before.revision() != view.revision() - 1) {
                throw new VmsException(ErrorCode.CHANGED_MEANWHILE, "Told to fail");
            }
            return view;
        });
    }

    @Override
    public void delete(ViewId id) {
        views.remove(id);
    }

    @Override
    public Optional<String> preferences(UserId user) {
        return Optional.ofNullable(preferences.get(user));
    }

    @Override
    public void keepPreferences(UserId user, String json) {
        preferences.put(user, json);
    }
}
